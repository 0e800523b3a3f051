import { startStatics } from '../domain/details/statics.js';
import { MEMO_RUN, START_TYPES, actionWorkflowId, clusterTaskQueue } from '../domain/names.js';
import type { StartRequest } from '../domain/start/request.js';
import type { RunState } from '../domain/start/run-state.js';
import { newRun } from '../domain/start/transitions.js';
import type { Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { startOrJoin } from './updates.js';
import { requireWorker } from './workers.js';

/**
 * Starts the action, re-enters the parked run, or joins the one that runs.
 * @param asking names this one asking: said again under the same name, it is not done again
 * @throws SdrError E_NO_WORKER; E_NO_ANSWER the run was handed over and nobody took it up yet; what the run refuses
 */
export const startAction = async (engine: Engine, request: StartRequest, asking?: string): Promise<Accepted> => {
  const { cluster } = request.pair;
  await requireWorker(engine, cluster);
  return startOrJoin<StartRequest, RunState>(engine, {
    type: START_TYPES[request.role],
    workflowId: actionWorkflowId(cluster),
    taskQueue: clusterTaskQueue(cluster),
    request,
    memo: { [MEMO_RUN]: newRun(request, '', new Date().toISOString()) },
    statics: startStatics(request),
    where: cluster,
    ...(asking !== undefined && { asking }),
  });
};
