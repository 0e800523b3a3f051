import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { MEMO_RUN, SEARCH_ATTRIBUTES, actionWorkflowId } from '../domain/names.js';
import type { Progress, RunState } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine, isInvalid } from './failures.js';
import { beatingIn } from './heartbeats.js';
import { see, watch, type Seen } from './seen.js';

/** A side's run. */
export type RunView = Seen<RunState>;

/**
 * The cluster's current or last run; undefined when there was none. A run without a worker is seen through its memo.
 */
export const viewRun = async (engine: Engine, cluster: ClusterName): Promise<RunView | undefined> => {
  const where = { workflowId: actionWorkflowId(cluster), memo: MEMO_RUN, where: cluster };
  const seen = await see<RunState>(engine, where);
  if (seen === undefined) return undefined;
  const { description, state, ...view } = seen;
  const beats = await heartbeats(description, engine.client);
  return { ...view, state: { ...state, progress: { ...state.progress, ...beats } } };
};

/**
 * The same, but for a start that was refused because the relationship stands: it says nothing new of the cluster, the run
 * that made the relationship does.
 * @param before what was seen of note before: a run that is done stays so, and the store need not be asked for it again
 */
export const viewOfNote = async (
  engine: Engine,
  cluster: ClusterName,
  before?: RunView,
): Promise<RunView | undefined> => {
  const view = await viewRun(engine, cluster);
  if (view === undefined || !isNeedless(view)) return view;
  if (before?.state.phase === 'done') return before;
  const known: RunView[] = [view];
  // What the store has of the last run may be older than what was just seen of it.
  for await (const run of knownRuns(engine, cluster)) if (run.runId !== view.runId) known.push(seenIn(run));
  return ofNote(known);
};

/** @param runs of one cluster, the newest first */
const ofNote = (runs: readonly RunView[]): RunView | undefined => {
  const before = runs.find((run) => !isNeedless(run));
  return before?.state.phase === 'done' ? before : runs[0];
};

const isNeedless = ({ state: { phase, failure } }: RunView): boolean =>
  phase === 'failed' && failure?.code === 'E_ALREADY_RELATED';

const seenIn = ({ closedAt: _, ...run }: KnownRun): RunView => run;

/** Live progress stands in the heartbeats of the activities that run now, by datanode. */
const heartbeats = async (
  run: WorkflowExecutionDescription,
  client: Client,
): Promise<Readonly<Record<string, Progress>>> => {
  const beating = await beatingIn(run, client);
  return Object.fromEntries(beating.flatMap(({ key, progress }) => (progress === undefined ? [] : [[key, progress]])));
};

/**
 * The run each time something of it has changed, until it parks or ends.
 * @throws SdrError E_NO_TEMPORAL while the service is away: watching again goes on; what the signal was aborted with
 */
export const watchRun = (
  engine: Engine,
  cluster: ClusterName,
  signal: AbortSignal = engine.closed,
): AsyncGenerator<RunView> => watch(() => viewRun(engine, cluster), signal);

/** Of all runs of this project that the engine's visibility store knows, the newest of note of each cluster. */
export const listRuns = async (engine: Engine): Promise<readonly RunView[]> => {
  const runs = new Map<string, RunView[]>();
  for await (const run of knownRuns(engine)) {
    const { workflowId } = run;
    const ofOne = runs.get(workflowId) ?? [];
    ofOne.push(seenIn(run));
    runs.set(workflowId, ofOne);
  }
  return [...runs.values()].flatMap((ofOne) => ofNote(ofOne) ?? []);
};

export interface KnownRun extends RunView {
  /** When the engine closed it. */
  readonly closedAt?: string;
}

/** All runs, of all clusters or of one, as the visibility store has them, the newest first. */
export const knownRuns = async function* ({ client }: Engine, cluster?: ClusterName): AsyncGenerator<KnownRun> {
  const ofOne = cluster === undefined ? '' : ` AND WorkflowId = "${actionWorkflowId(cluster)}"`;
  try {
    for await (const run of client.workflow.list({ query: `${SEARCH_ATTRIBUTES.action} IS NOT NULL${ofOne}` })) {
      const state = run.memo?.[MEMO_RUN] as RunState | undefined;
      if (state === undefined) continue;
      const { workflowId, runId, closeTime } = run;
      const closed = closeTime === undefined ? {} : { closedAt: closeTime.toISOString() };
      yield { workflowId, runId, state, source: 'memo', execution: run.status.name, ...closed };
    }
  } catch (error) {
    // No worker ever registered the search attributes: nothing was started.
    if (!isInvalid(error)) throw fromEngine(error);
  }
};
