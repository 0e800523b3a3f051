import { setTimeout } from 'node:timers/promises';
import type { WorkflowUpdateHandle } from '@temporalio/client';
import { isEnd, type RunState } from '../domain/start/run-state.js';
import type { Engine } from './engine.js';
import { fromEngine, isNotReady } from './failures.js';

/** Of which it can be told whether it goes on. */
export type WithPhase = Pick<RunState, 'phase'>;

/** Something that was asked of a run, and that the run has taken on. */
export interface Accepted<State extends WithPhase = RunState> {
  readonly workflowId: string;
  readonly runId: string;
  /** Its state when it parks or ends. A service that is away meanwhile is waited for. @throws SdrError */
  readonly ended: Promise<State>;
}

const ACCEPT_LIMIT_MS = 15_000;
const AGAIN_MS = 1_000;

/**
 * Sends an update and waits until the run has taken it on.
 * @param where the cluster, or the pair, for errors
 * @param send under one name, also when it is called again
 * @throws SdrError E_NO_ANSWER nobody took it up in time; what the run refuses
 */
export const accepted = async <State extends WithPhase>(
  engine: Engine,
  where: string,
  send: () => Promise<WorkflowUpdateHandle<State>>,
): Promise<Accepted<State>> => {
  try {
    const update = await engine.call(() =>
      engine.client.withDeadline(Date.now() + ACCEPT_LIMIT_MS, () => onceReady(engine, send)),
    );
    const ended = endOf(engine, update, where);
    // Whoever does not wait must not be killed by its failure.
    ended.catch(() => undefined);
    await refusedAtOnce(ended);
    return { workflowId: update.workflowId, runId: update.workflowRunId ?? '', ended };
  } catch (error) {
    throw fromEngine(error, where);
  }
};

const NOT_READY_MS = 200;

/** Until the deadline of the calls. The asking has a name, so that it is done once however often it is sent. */
const onceReady = async <T>({ closed }: Engine, send: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isNotReady(error)) throw error;
      await setTimeout(NOT_READY_MS, undefined, { signal: closed });
    }
  }
};

/** A refusal comes back with the acceptance, and only its result tells: it is there without another call. */
const refusedAtOnce = async (ended: Promise<unknown>): Promise<void> => {
  await Promise.race([ended, new Promise((resolve) => setImmediate(resolve))]);
};

const endOf = async <State extends WithPhase>(
  engine: Engine,
  update: WorkflowUpdateHandle<State>,
  where: string,
): Promise<State> => {
  const { call, closed } = engine;
  for (;;) {
    try {
      const state = await call(() => update.result());
      if (isEnd(state.phase)) await closedBy(engine, update);
      return state;
    } catch (error) {
      const known = fromEngine(error, where);
      if (closed.aborted || known.code !== 'E_NO_TEMPORAL') throw known;
      await setTimeout(AGAIN_MS, undefined, { signal: closed });
    }
  }
};

const CLOSE_LIMIT_MS = 10_000;

/** A run answers for its end just before it closes; what is asked next of the cluster must not meet it again. */
const closedBy = async ({ client, call }: Engine, { workflowId, workflowRunId }: WorkflowUpdateHandle<unknown>) => {
  const handle = client.workflow.getHandle(workflowId, workflowRunId);
  const close = call(() => client.withDeadline(Date.now() + CLOSE_LIMIT_MS, () => handle.result()));
  // How it closed says nothing that the state does not say.
  await close.catch(() => undefined);
};
