import { findingsOf, type CheckReport } from '../../domain/check/report.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { checkBoth, checkCluster } from '../../engine/check.js';
import { withEngine } from '../../engine/connection.js';
import type { Form } from '../cli/options.js';
import { progress, result } from '../cli/output.js';
import { CliError } from '../lang/cli-error.js';
import { word } from '../lang/index.js';
import { reportText } from '../render/check.js';

interface Shown {
  readonly all: boolean;
  readonly form: Form;
}

/**
 * `sdr check`: one cluster, or both with what only both together tell.
 * @throws SdrError E_CHECK_FAILED when a check that start would fail on has found something
 */
export const check = (requests: readonly CheckRequest[], { all, form }: Shown): Promise<void> =>
  withEngine(async (engine) => {
    const [first, second] = requests;
    if (first === undefined) return;
    const clusters = requests.map(({ pair: { cluster }, role }) => word('asRole', { cluster, role }));
    progress(word('looking', { clusters: clusters.join(word('and')) }));
    const report = await (second === undefined
      ? checkCluster(engine, first)
      : checkBoth(engine, { primary: first, standby: second }));
    result(form === 'json' ? JSON.stringify(report) : reportText(report, all));
    refuseErrors(report);
  });

const refuseErrors = (report: CheckReport): void => {
  const errors = findingsOf(report, 'error');
  if (errors.length === 0) return;
  const [cluster, ...others] = new Set(errors.map((error) => error.cluster));
  const values = { count: errors.length, ids: errors.map(({ id }) => id).join(', ') };
  const where = cluster !== undefined && others.length === 0 ? { cluster } : {};
  throw new CliError('E_CHECK_FAILED', errors.length === 1 ? 'errorFound' : 'errorsFound', values, where);
};
