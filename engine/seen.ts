import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import { QUERIES } from '../domain/names.js';
import { isUnderWay, type RunState } from '../domain/start/run-state.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';

/** A workflow as it can be seen from outside. */
export interface Seen<State> {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: State;
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
 * The current or last run under that id; undefined when there was none. One without a worker is seen through its memo.
 * @param memo the memo that this project's workflow keeps its state in
 * @param where the cluster, or the pair, for errors
 */
export const see = async <State>(
  engine: Engine,
  { workflowId, memo, where }: { readonly workflowId: string; readonly memo: string; readonly where: string },
): Promise<(Seen<State> & { readonly description: WorkflowExecutionDescription }) | undefined> => {
  const handle = engine.client.workflow.getHandle(workflowId);
  try {
    const { client, call } = engine;
    const description = await call(() => client.withDeadline(Date.now() + DESCRIBE_LIMIT_MS, () => handle.describe()));
    const running = description.status.name === 'RUNNING';
    const answered = running ? await ask(engine, () => handle.query<State>(QUERIES.state)) : undefined;
    const state = answered ?? (description.memo?.[memo] as State | undefined);
    if (state === undefined) return undefined;
    const { runId } = description;
    const source = answered === undefined ? 'memo' : 'run';
    return { workflowId, runId, state, source, execution: description.status.name, description };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw fromEngine(error, where);
  }
};

const ask = async <T>({ client, call }: Engine, question: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call(() => client.withDeadline(Date.now() + QUERY_LIMIT_MS, question));
  } catch {
    return undefined;
  }
};

/** What is seen, each time something of it has changed, until it does not go on by itself. */
export const watch = async function* <View extends Seen<Pick<RunState, 'phase'>>>(
  look: () => Promise<View | undefined>,
  signal: AbortSignal,
): AsyncGenerator<View> {
  let last = '';
  for (;;) {
    const view = await look();
    const text = JSON.stringify(view);
    if (view !== undefined && text !== last) {
      last = text;
      yield view;
    }
    if (view !== undefined && !goesOn(view)) return;
    await setTimeout(LOOK_MS, undefined, { signal });
  }
};

const goesOn = ({ state, execution }: Seen<Pick<RunState, 'phase'>>): boolean =>
  isUnderWay(state.phase) && execution === 'RUNNING';
