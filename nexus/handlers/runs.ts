import { WorkflowRunOperationHandler, startWorkflow } from '@temporalio/nexus';
import type { BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import type { CheckReport } from '../../domain/check/report.js';
import type { CheckBothRequest } from '../../domain/check/request.js';
import { bothStatics } from '../../domain/details/statics.js';
import type { LookRequest, QueryAnswer } from '../../domain/looks.js';
import {
  BOTH_TYPE,
  CHECK_BOTH_TYPE,
  SHARED_TASK_QUEUE,
  clusterTaskQueue,
  lookWorkflowId,
  pairWorkflowId,
} from '../../domain/names.js';
import { LOOK_LIMIT } from '../../engine/looks.js';
import { takenUp } from '../../engine/both.js';
import { requireWorker } from '../../engine/workers.js';
import { engineFor } from './engine.js';
import { refusing } from './refusing.js';

/** Operations that are a run: they end when it does, whoever started it. */

/** A start that is there already is joined; it then hears the request as `sdr start --both` tells it, and may refuse. */
export const start = new WorkflowRunOperationHandler<BothRequest, BothState>(
  refusing(async (context, request) => {
    const { cluster, peer } = request.primary.pair;
    const run = await startWorkflow<(request: BothRequest) => Promise<BothState>>(context, BOTH_TYPE, {
      workflowId: pairWorkflowId(cluster, peer),
      taskQueue: SHARED_TASK_QUEUE,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      ...bothStatics(request),
    });
    await takenUp(engineFor(context), request, context.requestId);
    return run;
  }),
);

/** Each asks for itself: what is asked at the same time by others is shared below, where it is the same. */
export const check = new WorkflowRunOperationHandler<CheckBothRequest, CheckReport>((context, request) => {
  const { cluster, peer } = request.primary.pair;
  return startWorkflow<(request: CheckBothRequest) => Promise<CheckReport>>(context, CHECK_BOTH_TYPE, {
    workflowId: `${pairWorkflowId(cluster, peer)}:check:${context.requestId}`,
    taskQueue: SHARED_TASK_QUEUE,
    args: [request],
    workflowExecutionTimeout: LOOK_LIMIT,
  });
});

/** A query of the same cluster that is under way answers for this one too. */
export const query = new WorkflowRunOperationHandler<LookRequest, QueryAnswer>(
  refusing(async (context, request) => {
    const { cluster } = request.pair;
    await requireWorker(engineFor(context), cluster);
    return startWorkflow<(request: LookRequest) => Promise<QueryAnswer>>(context, 'query', {
      workflowId: lookWorkflowId(cluster, 'query'),
      taskQueue: clusterTaskQueue(cluster),
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowExecutionTimeout: LOOK_LIMIT,
    });
  }),
);
