import Table from 'cli-table3';
import { stepNow } from '../../domain/start/run-state.js';
import { pairName } from '../../domain/names.js';
import type { ClusterName, ClusterPair } from '../../domain/topology.js';
import { sideLines } from '../cli/end-both.js';
import { follow } from '../cli/follow.js';
import { thePair, theRun } from '../cli/followed.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { CliError } from '../lang/cli-error.js';
import { heads, texts, word } from '../lang/index.js';
import { failureLines, headline, runLines } from '../render/run.js';
import { sideNow } from '../render/side.js';
import { between } from '../render/time.js';
import { viewBoth, watchBoth, type BothView, type Pair } from '../../engine/both.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { askRelationship } from '../../engine/looks.js';
import type { SideView } from '../../engine/relationship.js';
import { listRuns, viewOfNote, watchRun, type RunView } from '../../engine/runs.js';

/** `sdr status`: every cluster in a line. */
export const showAll = (form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const runs = await listRuns(engine);
    result(form === 'json' ? JSON.stringify(runs) : tableOf(runs));
  });

const tableOf = (runs: readonly RunView[]): string => {
  if (runs.length === 0) return word('nothingHere');
  const table = new Table({
    head: heads('cluster', 'role', 'peer', 'status', 'phase', 'step', 'time', 'error'),
    style: { head: [], border: [] },
  });
  table.push(...runs.map(rowOf));
  return table.toString();
};

const rowOf = ({ state, execution }: RunView): string[] => {
  const step = stepNow(state.steps);
  return [
    state.request.pair.cluster,
    state.request.role,
    state.request.pair.peer,
    state.status,
    execution === 'RUNNING' || state.phase !== 'running' ? texts().phases[state.phase] : execution.toLowerCase(),
    step === undefined ? '' : texts().titles[step.id],
    between(state.startedAt, state.endedAt),
    state.failure?.code ?? '',
  ];
};

/**
 * `sdr status --cluster`: one cluster with its steps. One for which nothing was started here, because the original set it
 * up, is asked itself, where a file says who it is.
 */
export const showOne = (cluster: ClusterName, form: Form, pair?: ClusterPair): Promise<void> =>
  withEngine(async (engine) => {
    if (pair !== undefined && (await viewOfNote(engine, cluster)) === undefined) return showLive(engine, pair, form);
    const view = await existing(engine, cluster);
    result(form === 'json' ? JSON.stringify(view) : [...runLines(view.state), ...remarks(view)].join('\n'));
  });

const showLive = async (engine: Engine, pair: ClusterPair, form: Form): Promise<void> => {
  const asked = { kind: 'answered', answer: await askRelationship(engine, { pair }) } as const;
  const side: SideView = { cluster: pair.cluster, away: false, asked };
  result(form === 'json' ? JSON.stringify(side) : sideNow(side).join('\n'));
};

const existing = async (engine: Engine, cluster: ClusterName): Promise<RunView> => {
  const view = await viewOfNote(engine, cluster);
  if (view === undefined) throw new CliError('E_NO_RUN', 'neverStartedHere', {}, { cluster });
  return view;
};

/** What the state alone does not say. */
const remarks = ({ source, execution, state }: RunView): readonly string[] => [
  ...(execution === 'RUNNING' && source === 'memo' ? ['', word('remembered')] : []),
  ...(execution === 'TERMINATED' && state.phase === 'running' ? ['', word('terminated')] : []),
];

/** `sdr status --watch`: until the run parks or ends. */
export const watch = (cluster: ClusterName, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    await existing(engine, cluster);
    if (form === 'json') {
      for await (const view of watchRun(engine, cluster)) result(JSON.stringify(view));
      return;
    }
    const state = await follow(engine, theRun(engine, cluster));
    result([headline(state), ...failureLines(state)].join('\n'));
  });

/** `sdr status --cluster north~south`: both sides with their steps. */
export const showPair = (pair: Pair, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const view = await existingPair(engine, pair);
    const steps = view.runs.flatMap((run) => ['', ...runLines(run.state), ...remarks(run)]);
    result(form === 'json' ? JSON.stringify(view) : [...sideLines(view.state), ...steps].join('\n'));
  });

/** `sdr status --cluster north~south --watch`: until neither goes on by itself. */
export const watchPair = (pair: Pair, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    await existingPair(engine, pair);
    if (form === 'json') {
      for await (const view of watchBoth(engine, pair)) result(JSON.stringify(view));
      return;
    }
    result(sideLines(await follow(engine, thePair(engine, pair))).join('\n'));
  });

const existingPair = async (engine: Engine, pair: Pair): Promise<BothView> => {
  const view = await viewBoth(engine, pair);
  if (view === undefined) throw new CliError('E_NO_RUN', 'neverAsOne', {}, { cluster: pairName(...pair) });
  return view;
};
