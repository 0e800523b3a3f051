import Table from 'cli-table3';
import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { stepOf } from '../../domain/start/steps.js';
import type { ClusterName } from '../../domain/topology.js';
import { follow } from '../cli/follow.js';
import { clusterOf, jsonOption, outputOption, type Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { failureLines, headline, runLines } from '../render/run.js';
import { between } from '../render/time.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { listRuns, viewRun, watchRun, type RunView } from '../temporal/runs.js';

interface StatusOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly watch?: true;
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  all clusters                    sdr status
  one, as it goes on              sdr status --cluster south --watch
  for a program, a line a change  sdr status --cluster south --watch --json`;

export const addStatusCommand = (program: Command): void => {
  program
    .command('status')
    .description('what runs, how far it is, and what it wants')
    .option('--cluster <name>', 'this cluster only, with its steps')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .option('--watch', 'go on until the run parks or ends')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(status);
};

const status = async (options: StatusOptions): Promise<void> => {
  const { cluster, xml } = options;
  const one = cluster !== undefined || xml !== undefined;
  if (options.watch && !one) throw new SdrError('E_USAGE', '--watch needs --cluster or -X');
  const name = one
    ? await clusterOf({ ...(cluster !== undefined && { cluster }), ...(xml !== undefined && { xml }) })
    : undefined;
  const json = options.output === 'json';
  const engine = await connectEngine();
  try {
    if (name === undefined) await showAll(engine, json);
    else if (options.watch) await watch(engine, name, json);
    else await showOne(engine, name, json);
  } finally {
    await engine.close();
  }
};

const showAll = async (engine: Engine, json: boolean): Promise<void> => {
  const runs = await listRuns(engine);
  result(json ? JSON.stringify(runs) : tableOf(runs));
};

const tableOf = (runs: readonly RunView[]): string => {
  if (runs.length === 0) return 'nothing was started here';
  const table = new Table({
    head: ['cluster', 'role', 'peer', 'status', 'phase', 'step', 'since', 'error'],
    style: { head: [], border: [] },
  });
  table.push(...runs.map(rowOf));
  return table.toString();
};

const rowOf = ({ state, execution }: RunView): string[] => {
  const step = state.steps.find(({ outcome }) => outcome === 'running' || outcome === 'failed');
  return [
    state.request.pair.cluster,
    state.request.role,
    state.request.pair.peer,
    state.status,
    execution === 'RUNNING' || state.phase !== 'running' ? state.phase : execution.toLowerCase(),
    step === undefined ? '' : stepOf(step.id).title,
    between(state.startedAt, state.endedAt),
    state.failure?.code ?? '',
  ];
};

const showOne = async (engine: Engine, cluster: ClusterName, json: boolean): Promise<void> => {
  const view = await existing(engine, cluster);
  result(json ? JSON.stringify(view) : [...runLines(view.state), ...remarks(view)].join('\n'));
};

const existing = async (engine: Engine, cluster: ClusterName): Promise<RunView> => {
  const view = await viewRun(engine, cluster);
  if (view === undefined) throw new SdrError('E_NO_RUN', 'nothing was ever started for it', { cluster });
  return view;
};

/** What the state alone does not say. */
const remarks = ({ source, execution, state }: RunView): readonly string[] => [
  ...(execution === 'RUNNING' && source === 'memo'
    ? ['', 'No worker answers: this is what the engine remembers.']
    : []),
  ...(execution === 'TERMINATED' && state.phase === 'running'
    ? ['', 'The run was terminated, which undoes nothing. `sdr start` goes on there.']
    : []),
];

const watch = async (engine: Engine, cluster: ClusterName, json: boolean): Promise<void> => {
  await existing(engine, cluster);
  if (json) for await (const view of watchRun(engine, cluster)) result(JSON.stringify(view));
  else {
    const state = await follow(engine, cluster);
    result([headline(state), ...failureLines(state)].join('\n'));
  }
};
