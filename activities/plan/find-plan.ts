import { Context } from '@temporalio/activity';
import { MEMO_PLAN, lookWorkflowId } from '../../domain/names.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { ClusterName } from '../../domain/topology.js';

/** The plan with this hash, as long as the engine remembers it. It serves explanations: what counts is the hash. */
export const findPlan = async (cluster: ClusterName, hash: string): Promise<Plan | undefined> => {
  const { client } = Context.current();
  const workflowId = lookWorkflowId(cluster, 'plan');
  try {
    for await (const { memo, runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      if (memo?.[MEMO_PLAN] !== hash) continue;
      return (await client.workflow.getHandle(workflowId, runId).result()) as Plan;
    }
  } catch {
    // Neither the store of finished runs nor their results are needed to compare.
  }
  return undefined;
};
