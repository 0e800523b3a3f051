import { setTimeout } from 'node:timers/promises';
import type { WorkflowUpdateHandle } from '@temporalio/client';
import type { RunState } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';

/** Something that was asked of a run, and that the run has taken on. */
export interface Accepted {
  readonly workflowId: string;
  readonly runId: string;
  /** The run's state when it parks or ends. A service that is away meanwhile is waited for. @throws SdrError */
  readonly ended: Promise<RunState>;
}

const ACCEPT_LIMIT_MS = 15_000;
const AGAIN_MS = 1_000;

/**
 * Sends an update and waits until the run has taken it on.
 * @throws SdrError E_NO_ANSWER nobody took it up in time; what the run refuses
 */
export const accepted = async (
  engine: Engine,
  cluster: ClusterName,
  send: () => Promise<WorkflowUpdateHandle<RunState>>,
): Promise<Accepted> => {
  try {
    const update = await engine.call(() => engine.client.withDeadline(Date.now() + ACCEPT_LIMIT_MS, send));
    const ended = endOf(engine, update, cluster);
    // Whoever does not wait must not be killed by its failure.
    ended.catch(() => undefined);
    await refusedAtOnce(ended);
    return { workflowId: update.workflowId, runId: update.workflowRunId ?? '', ended };
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};

/** A refusal comes back with the acceptance, and only its result tells: it is there without another call. */
const refusedAtOnce = async (ended: Promise<unknown>): Promise<void> => {
  await Promise.race([ended, new Promise((resolve) => setImmediate(resolve))]);
};

const endOf = async (
  { call, closed }: Engine,
  update: WorkflowUpdateHandle<RunState>,
  cluster: ClusterName,
): Promise<RunState> => {
  for (;;) {
    try {
      return await call(() => update.result());
    } catch (error) {
      const known = fromEngine(error, cluster);
      if (closed.aborted || known.code !== 'E_NO_TEMPORAL') throw known;
      await setTimeout(AGAIN_MS, undefined, { signal: closed });
    }
  }
};
