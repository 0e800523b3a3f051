import { ERRORS, type ErrorCode, type SdrError } from '../../domain/errors.js';
import type { Refusal, Silence } from '../../domain/both/both-state.js';
import { lastChangeOf, reportOf, type SideReport } from '../../domain/start/report.js';
import type { StartRequest } from '../../domain/start/request.js';
import { isEnd } from '../../domain/start/run-state.js';
import type { Engine } from '../../engine/engine.js';
import type { RunView } from '../../engine/runs.js';
import { isServed } from '../../engine/workers.js';

/** What the parent can see of a side. */

/** Nobody who could answer is there now; it is asked again. */
const PASSING: readonly ErrorCode[] = ['E_NO_WORKER', 'E_NO_ANSWER', 'E_NO_TEMPORAL'];

export const passes = ({ code }: SdrError): boolean => PASSING.includes(code);

/** The run answered by itself, or it is closed and says all it will ever say. */
export const answered = (view: RunView | undefined): view is RunView =>
  view !== undefined && (view.source === 'run' || view.execution !== 'RUNNING');

/** A run that was closed from outside has failed, whatever it remembers of itself. */
export const reportIn = ({ workflowId, runId, execution, state }: RunView): SideReport => {
  const report = reportOf(state, { workflowId, runId, at: lastChangeOf(state), sequence: 0 });
  if (execution === 'RUNNING' || isEnd(state.phase)) return report;
  const message = `its run was closed: ${execution.toLowerCase()}`;
  const { at } = report;
  return {
    ...report,
    phase: 'failed',
    failure: { code: 'E_TERMINATED', message, hint: ERRORS.E_TERMINATED.hint, step: 'home_node', at },
  };
};

export const silenceOf = async (engine: Engine, { pair }: StartRequest, since: number): Promise<Silence> => {
  const served = await isServed(engine, pair.cluster).catch(() => false);
  return {
    since: new Date(since).toISOString(),
    ...(served
      ? {
          why: `the worker of ${pair.cluster} does not answer`,
          hint: `Look at its log, or start another one: sdr worker --cluster ${pair.cluster}`,
        }
      : {
          why: `no worker of ${pair.cluster} asks for work`,
          hint: `On one of its nodes, as its OS user: sdr worker --cluster ${pair.cluster}`,
        }),
  };
};

export const refusalOf = ({ code, message, hint }: SdrError): Refusal => ({ code, message, hint });
