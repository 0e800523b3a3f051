import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { MEMO_RUN, START_TYPES, UPDATES, actionWorkflowId, clusterTaskQueue } from '../domain/names.js';
import type { StartRequest } from '../domain/start/request.js';
import type { RunState } from '../domain/start/run-state.js';
import { newRun } from '../domain/start/transitions.js';
import { accepted, type Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { requireWorker } from './workers.js';

type StartWorkflow = (request: StartRequest) => Promise<RunState>;

/**
 * Starts the action, re-enters the parked run, or joins the one that runs: one message does it, whatever there is.
 * @param asking names this one asking: said again under the same name, it is not done again
 * @throws SdrError E_NO_WORKER; E_NO_ANSWER the run was handed over and nobody took it up yet; what the run refuses
 */
export const startAction = async (
  engine: Engine,
  request: StartRequest,
  asking: string = randomUUID(),
): Promise<Accepted> => {
  const { cluster } = request.pair;
  await requireWorker(engine, cluster);
  const operation = new WithStartWorkflowOperation<StartWorkflow>(START_TYPES[request.role], {
    workflowId: actionWorkflowId(cluster),
    taskQueue: clusterTaskQueue(cluster),
    args: [request],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    // Until a worker takes the run up, this is all that can be seen of it.
    memo: { [MEMO_RUN]: newRun(request, '', new Date().toISOString()) },
    staticSummary: `start ${cluster} as ${request.role}, peer ${request.pair.peer}`,
  });
  return accepted(engine, cluster, () =>
    engine.client.workflow.startUpdateWithStart<StartWorkflow, RunState, [StartRequest]>(UPDATES.start, {
      updateId: asking,
      args: [request],
      waitForStage: 'ACCEPTED',
      startWorkflowOperation: operation,
    }),
  );
};
