import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { planSummary } from '../domain/details/statics.js';
import { clusterTaskQueue, lookWorkflowId } from '../domain/names.js';
import type { Plan } from '../domain/plan/plan.js';
import { withoutPlan, type StartRequest } from '../domain/start/request.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';
import { requireWorker } from './workers.js';

/** All nodes are looked at, some of them many times. */
const PLAN_LIMIT = '10 minutes';

/**
 * What a start with this request would do now, without doing any of it. A start that is given the plan's hash (`plan` of
 * its request) does just that or nothing.
 * @throws SdrError E_NO_WORKER; E_BUSY while a start is under way; what the start would be refused with
 */
export const planStart = async (engine: Engine, request: StartRequest): Promise<Plan> => {
  const { cluster } = request.pair;
  await requireWorker(engine, cluster);
  try {
    return await engine.call(() => plan(engine, withoutPlan(request)));
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};

/** Another plan that is being made may be one for another request: its end is waited for. */
const plan = async (engine: Engine, request: StartRequest): Promise<Plan> => {
  const { cluster } = request.pair;
  const workflowId = lookWorkflowId(cluster, 'plan');
  for (;;) {
    try {
      const handle = await engine.client.workflow.start('plan', {
        workflowId,
        taskQueue: clusterTaskQueue(cluster),
        args: [request],
        workflowIdConflictPolicy: 'FAIL',
        workflowExecutionTimeout: PLAN_LIMIT,
        staticSummary: planSummary(request),
      });
      return (await handle.result()) as Plan;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const other = engine.client.workflow.getHandle(workflowId);
      await other.result().catch(() => undefined);
    }
  }
};
