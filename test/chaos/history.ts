import type { Client } from '@temporalio/client';
import { failureCodes } from './failure-codes.js';

/** What went wrong in our own code: in no run is there room for that, whatever strikes. */
export const faultsInHistories = async (client: Client, since: Date): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query: `StartTime >= '${since.toISOString()}'` })) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    found.push(...(events ?? []).flatMap(failureCodes).map((what) => `${workflowId}: ${what}`));
  }
  return [...new Set(found)];
};

/** Ids of what runs in Temporal. */
export const openRuns = async (client: Client): Promise<readonly string[]> => {
  const open: string[] = [];
  for await (const { workflowId, type } of client.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    open.push(`${workflowId} (${type}) is open`);
  return open;
};
