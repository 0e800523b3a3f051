import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import type { QueryAnswer } from '../../domain/looks.js';
import type { ClusterPair } from '../../domain/topology.js';
import { readConfiguration } from '../configuration.js';
import { configurationOptions, filesOf, named, outputOption, type ClusterOptions, type Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { askRelationship } from '../temporal/looks.js';
import { viewRun } from '../temporal/runs.js';

interface QueryOptions extends ClusterOptions {
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  sdr query --cluster north
  sdr query -X cluster.xml --output json`;

export const addQueryCommand = (program: Command): void => {
  configurationOptions(
    program.command('query').description('status, RPO and RTO of the relationship, checked now, in gs_sdr’s words'),
  )
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(query);
};

const query = async (options: QueryOptions): Promise<void> => {
  const given =
    options.xml !== undefined || options.json !== undefined ? await readConfiguration(filesOf(options)) : undefined;
  const engine = await connectEngine();
  try {
    const answer = await askRelationship(engine, { pair: given ?? (await lastPair(engine, options)) });
    result(options.output === 'json' ? JSON.stringify(answer) : asGsSdr(answer));
  } finally {
    await engine.close();
  }
};

/** Without a file: the addresses that the cluster's last run was given. */
const lastPair = async (engine: Engine, { cluster }: ClusterOptions): Promise<ClusterPair> => {
  if (cluster === undefined)
    throw new SdrError('E_USAGE', 'which cluster? Give --cluster NAME, -X FILE or --json FILE');
  const view = await viewRun(engine, named(cluster));
  if (view === undefined)
    throw new SdrError('E_NO_RUN', 'nothing was ever started for it; give -X FILE or --json FILE', { cluster });
  return view.state.request.pair;
};

/** gs_sdr's own form, quotes and all: scripts read it. */
const asGsSdr = ({ hadrClusterStat, hadrFailoverStat, hadrSwitchoverStat, rpo, rto }: QueryAnswer): string =>
  `{'hadr_cluster_stat': '${hadrClusterStat}', 'hadr_failover_stat': '${hadrFailoverStat}', 'hadr_switchover_stat': '${hadrSwitchoverStat}', 'RPO': '${rpo}', 'RTO': '${rto}'}`;
