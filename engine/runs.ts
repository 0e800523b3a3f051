import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import { MEMO_RUN, QUERIES, SEARCH_ATTRIBUTES, actionWorkflowId } from '../domain/names.js';
import { isUnderWay, type Progress, type RunState } from '../domain/start/run-state.js';
import { beatingIn } from './heartbeats.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine, isInvalid } from './failures.js';

/** A run as it can be seen from outside. */
export interface RunView {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  /** `run`: it answered itself. `memo`: nobody works for it, or it is closed; this is what the engine remembers. */
  readonly source: 'run' | 'memo';
  /** RUNNING, COMPLETED, FAILED, CANCELLED, TERMINATED, … in the engine's words. */
  readonly execution: string;
}

const LOOK_MS = 250;
/** A service that has not answered by then is away. */
const DESCRIBE_LIMIT_MS = 5_000;
const QUERY_LIMIT_MS = 3_000;

/**
 * The cluster's current or last run; undefined when there was none. A run without a worker is seen through its memo.
 */
export const viewRun = async (engine: Engine, cluster: ClusterName): Promise<RunView | undefined> => {
  const handle = engine.client.workflow.getHandle(actionWorkflowId(cluster));
  try {
    const { client, call } = engine;
    const description = await call(() => client.withDeadline(Date.now() + DESCRIBE_LIMIT_MS, () => handle.describe()));
    const remembered = rememberedIn(description);
    const running = description.status.name === 'RUNNING';
    const answered = running ? await ask(engine, () => handle.query<RunState>(QUERIES.state)) : undefined;
    const state = answered ?? remembered;
    if (state === undefined) return undefined;
    return {
      workflowId: description.workflowId,
      runId: description.runId,
      state: { ...state, progress: { ...state.progress, ...heartbeats(description) } },
      source: answered === undefined ? 'memo' : 'run',
      execution: description.status.name,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw fromEngine(error, cluster);
  }
};

/** Written by this project's workflows alone. */
const rememberedIn = ({ memo }: { readonly memo?: Record<string, unknown> }): RunState | undefined =>
  memo?.[MEMO_RUN] as RunState | undefined;

const ask = async <T>({ client, call }: Engine, question: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call(() => client.withDeadline(Date.now() + QUERY_LIMIT_MS, question));
  } catch {
    return undefined;
  }
};

/** Live progress stands in the heartbeats of the activities that run now, by datanode. */
const heartbeats = (run: WorkflowExecutionDescription): Readonly<Record<string, Progress>> =>
  Object.fromEntries(beatingIn(run).flatMap(({ key, progress }) => (progress === undefined ? [] : [[key, progress]])));

/**
 * The run each time something of it has changed, until it parks or ends.
 * @throws SdrError E_NO_TEMPORAL while the service is away: watching again goes on; what the signal was aborted with
 */
export const watchRun = async function* (
  engine: Engine,
  cluster: ClusterName,
  signal: AbortSignal = engine.closed,
): AsyncGenerator<RunView> {
  let last = '';
  for (;;) {
    const view = await viewRun(engine, cluster);
    const text = JSON.stringify(view);
    if (view !== undefined && text !== last) {
      last = text;
      yield view;
    }
    if (view !== undefined && !(isUnderWay(view.state.phase) && view.execution === 'RUNNING')) return;
    await setTimeout(LOOK_MS, undefined, { signal });
  }
};

/** Every run of this project that the engine's visibility store knows, the newest of each cluster. */
export const listRuns = async (engine: Engine): Promise<readonly RunView[]> => {
  const newest = new Map<string, RunView>();
  for await (const { closedAt: _, ...view } of knownRuns(engine)) {
    if (!newest.has(view.workflowId)) newest.set(view.workflowId, view);
  }
  return [...newest.values()];
};

export interface KnownRun extends RunView {
  /** When the engine closed it. */
  readonly closedAt?: string;
}

/** All runs of all clusters as the visibility store has them, the newest first. */
export const knownRuns = async function* ({ client }: Engine): AsyncGenerator<KnownRun> {
  try {
    for await (const run of client.workflow.list({ query: `${SEARCH_ATTRIBUTES.action} IS NOT NULL` })) {
      const state = rememberedIn(run);
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
