import { startStatics } from '../domain/details/statics.js';
import { MEMO_RUN, START_TYPES, actionWorkflowId, clusterTaskQueue } from '../domain/names.js';
import type { StartRequest } from '../domain/start/request.js';
import type { RunState } from '../domain/start/run-state.js';
import { newRun } from '../domain/start/transitions.js';
import type { Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { startOrJoin, type Startable } from './updates.js';
import { requireWorker } from './workers.js';

/** How a start is asked for. */
export type Asking = Pick<Startable<unknown, unknown>, 'asking' | 'unlessDone'>;

/**
 * Starts the action, re-enters the parked run, or joins the one that runs.
 * @throws SdrError E_NO_WORKER; E_NO_ANSWER the run was handed over and nobody took it up yet; what the run refuses
 */
export const startAction = async (engine: Engine, request: StartRequest, asking: Asking = {}): Promise<Accepted> => {
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
    ...asking,
  });
};
