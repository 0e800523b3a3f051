import { CliError } from '../lang/cli-error.js';
import type { QueryAnswer } from '../../domain/looks.js';
import type { ClusterName, ClusterPair } from '../../domain/topology.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { askRelationship } from '../../engine/looks.js';
import { viewRun } from '../../engine/runs.js';

/** `sdr query`: asks the pair of clusters that a file gives, or that the cluster's last run was given. */
export const query = (which: ClusterPair | ClusterName, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const answer = await ask(engine, which);
    result(form === 'json' ? JSON.stringify(answer) : asGsSdr(answer));
  });

export const ask = async (engine: Engine, which: ClusterPair | ClusterName): Promise<QueryAnswer> => {
  const pair = typeof which === 'string' ? await lastPair(engine, which) : which;
  return askRelationship(engine, { pair });
};

const lastPair = async (engine: Engine, cluster: ClusterName): Promise<ClusterPair> => {
  const view = await viewRun(engine, cluster);
  if (view === undefined) throw new CliError('E_NO_RUN', 'neverStartedGive', {}, { cluster });
  return view.state.request.pair;
};

/** gs_sdr's own form, quotes and all: scripts read it. */
export const asGsSdr = ({ hadrClusterStat, hadrFailoverStat, hadrSwitchoverStat, rpo, rto }: QueryAnswer): string =>
  `{'hadr_cluster_stat': '${hadrClusterStat}', 'hadr_failover_stat': '${hadrFailoverStat}', 'hadr_switchover_stat': '${hadrSwitchoverStat}', 'RPO': '${rpo}', 'RTO': '${rto}'}`;
