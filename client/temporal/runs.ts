import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { MEMO_RUN, SEARCH_ATTRIBUTES, actionWorkflowId } from '../../domain/names.js';
import { isUnderWay, type Message, type Progress, type RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import {
  abortUpdate,
  pauseUpdate,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  stateQuery,
} from '../../workflows/messages.js';
import type { Engine } from './connection.js';
import { fromEngine } from './failures.js';

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
const QUERY_LIMIT_MS = 3_000;

/**
 * The cluster's current or last run; undefined when there was none. A run without a worker is seen through its memo.
 */
export const viewRun = async (engine: Engine, cluster: ClusterName): Promise<RunView | undefined> => {
  const handle = engine.client.workflow.getHandle(actionWorkflowId(cluster));
  try {
    const description = await engine.call(() => handle.describe());
    const remembered = description.memo?.[MEMO_RUN] as RunState | undefined;
    const running = description.status.name === 'RUNNING';
    const answered = running ? await ask(engine, () => handle.query(stateQuery)) : undefined;
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

const ask = async <T>({ client, call }: Engine, question: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call(() => client.withDeadline(Date.now() + QUERY_LIMIT_MS, question));
  } catch {
    return undefined;
  }
};

/** Live progress stands in the heartbeats of the activities that run now, by datanode. */
const heartbeats = ({ raw }: WorkflowExecutionDescription): Readonly<Record<string, Progress>> =>
  Object.fromEntries(
    (raw.pendingActivities ?? []).flatMap(({ activityId, heartbeatDetails }) => {
      const data = heartbeatDetails?.payloads?.[0]?.data;
      const { progress } = JSON.parse(Buffer.from(data ?? []).toString() || '{}') as { progress?: Progress };
      const key = activityId?.split('.').at(-1) ?? '';
      return progress === undefined ? [] : [[key, progress] as const];
    }),
  );

/** The run each time something of it has changed, until it parks or ends. */
export const watchRun = async function* (
  engine: Engine,
  cluster: ClusterName,
  signal?: AbortSignal,
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
    await setTimeout(LOOK_MS, undefined, { ...(signal && { signal }) });
  }
};

/** Every run of this project that the engine's visibility store knows, the newest of each cluster. */
export const listRuns = ({ client, call }: Engine): Promise<readonly RunView[]> => call(() => newestRuns(client));

const newestRuns = async (client: Client): Promise<readonly RunView[]> => {
  const newest = new Map<string, RunView>();
  for await (const run of client.workflow.list({ query: `${SEARCH_ATTRIBUTES.action} IS NOT NULL` })) {
    const state = run.memo?.[MEMO_RUN] as RunState | undefined;
    if (state === undefined || newest.has(run.workflowId)) continue;
    newest.set(run.workflowId, {
      workflowId: run.workflowId,
      runId: run.runId,
      state,
      source: 'memo',
      execution: run.status.name,
    });
  }
  return [...newest.values()];
};

/** Asks the run to stop and put back what it changed; answers when that is done. */
export const abortRun = (engine: Engine, cluster: ClusterName, message: Message): Promise<RunState> =>
  tell(engine, cluster, abortUpdate, message);

/** Lets a parked run go on at its failed step; answers when it parks or ends. */
export const retryRun = (engine: Engine, cluster: ClusterName, message: Message): Promise<RunState> =>
  tell(engine, cluster, retryUpdate, message);

/** Does without the check, ping or clean-up the run is parked at; answers when it parks again or ends. */
export const skipPart = (engine: Engine, cluster: ClusterName, message: Message): Promise<RunState> =>
  tell(engine, cluster, skipUpdate, message);

/** Halts the run before its next part; what runs now runs to its end. Answers at once. */
export const pauseRun = (engine: Engine, cluster: ClusterName, message: Message): Promise<RunState> =>
  tell(engine, cluster, pauseUpdate, message);

/** Lets a paused run go on. Answers at once. */
export const resumeRun = (engine: Engine, cluster: ClusterName, message: Message): Promise<RunState> =>
  tell(engine, cluster, resumeUpdate, message);

const tell = async (
  { client, call }: Engine,
  cluster: ClusterName,
  update: typeof abortUpdate,
  message: Message,
): Promise<RunState> => {
  try {
    const handle = client.workflow.getHandle(actionWorkflowId(cluster));
    return await call(() => handle.executeUpdate(update, { args: [message] }));
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};
