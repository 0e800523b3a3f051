import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { actionWorkflowId, clusterTaskQueue } from '../../domain/names.js';
import type { Role } from '../../domain/roles.js';
import type { StartRequest } from '../../domain/start/request.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { startDisasterStandby, startPrimary } from '../../workflows/index.js';
import { startUpdate } from '../../workflows/messages.js';
import type { Engine } from './connection.js';
import { fromEngine } from './failures.js';
import { requireWorker } from './workers.js';

/** A start that the engine has taken on. */
export interface Started {
  readonly workflowId: string;
  readonly runId: string;
  /** The run's state when this entry parks or ends. @throws SdrError */
  readonly ended: Promise<RunState>;
}

/** Workflow types by role: promises to whoever embeds them. */
export const START_TYPES = {
  primary: 'startPrimary',
  disaster_standby: 'startDisasterStandby',
} as const satisfies Record<Role, string>;

const ACCEPT_LIMIT_MS = 15_000;

/**
 * Starts the action, re-enters the parked run, or joins the one that runs: one message does it, whatever there is.
 * @throws SdrError E_NO_WORKER; E_NO_ANSWER the run was handed over and nobody took it up yet; what the run refuses
 */
export const startAction = async (engine: Engine, request: StartRequest): Promise<Started> => {
  const { cluster } = request.pair;
  await requireWorker(engine, cluster);
  const operation = new WithStartWorkflowOperation<typeof startPrimary | typeof startDisasterStandby>(
    START_TYPES[request.role],
    {
      workflowId: actionWorkflowId(cluster),
      taskQueue: clusterTaskQueue(cluster),
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `start ${cluster} as ${request.role}, peer ${request.pair.peer}`,
    },
  );
  try {
    const update = await engine.call(() =>
      engine.client.withDeadline(Date.now() + ACCEPT_LIMIT_MS, () =>
        engine.client.workflow.startUpdateWithStart(startUpdate, {
          updateId: randomUUID(),
          args: [request],
          waitForStage: 'ACCEPTED',
          startWorkflowOperation: operation,
        }),
      ),
    );
    const ended = engine
      .call(() => update.result())
      .catch((error: unknown) => Promise.reject(fromEngine(error, cluster)));
    // Whoever does not wait must not be killed by its failure.
    ended.catch(() => undefined);
    return { workflowId: update.workflowId, runId: update.workflowRunId ?? '', ended };
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};
