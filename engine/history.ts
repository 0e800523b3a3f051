import { historyOf, type HistoryEntry } from '../domain/start/history.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { knownRuns, viewRun, type KnownRun } from './runs.js';

/**
 * Who asked for what and what came of it, of one cluster or of all, the newest first; as far back as the Temporal
 * namespace keeps closed runs.
 * @throws SdrError E_NO_TEMPORAL
 */
export const readHistory = async (engine: Engine, cluster?: ClusterName): Promise<readonly HistoryEntry[]> => {
  const known: KnownRun[] = [];
  for await (const run of knownRuns(engine)) {
    if (cluster === undefined || run.state.request.pair.cluster === cluster) known.push(run);
  }
  const runs = await Promise.all(known.map((run) => asItIsNow(engine, run)));
  // One that continued as new is carried whole by the next.
  const past = runs.filter(({ execution }) => execution !== 'CONTINUED_AS_NEW');
  return historyOf(past.map(({ execution, ...run }) => ({ ...run, running: execution === 'RUNNING' })));
};

/** What the store remembers of a run that goes on is older than what the run says itself. */
const asItIsNow = async (engine: Engine, run: KnownRun): Promise<KnownRun> => {
  if (run.execution !== 'RUNNING') return run;
  const view = await viewRun(engine, run.state.request.pair.cluster);
  return view?.runId === run.runId ? view : run;
};
