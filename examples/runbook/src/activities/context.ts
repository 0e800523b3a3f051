import { Context } from '@temporalio/activity';

/** The runbook that this activity belongs to: names what it asks of others, so that they do it once. */
export const runbookHere = (): { readonly workflowId: string; readonly runId: string } => {
  const { workflowExecution } = Context.current().info;
  if (workflowExecution === undefined) throw new Error('this activity belongs to a workflow');
  return workflowExecution;
};
