import { ParentClosePolicy, executeChild } from '@temporalio/workflow';
import {
  START_TYPES,
  actionWorkflowId,
  clusterTaskQueue,
  failureIn,
  type NamedFailure,
  type StartRequest,
  type Status,
} from 'durable-sdr/contract';
import type { startPrimary } from 'durable-sdr/workflows';

/** A workflow of somebody else, which has one side's start as a step. */
export const protectPrimary = async (request: StartRequest): Promise<Status | NamedFailure> => {
  const { cluster } = request.pair;
  try {
    const { status } = await executeChild<typeof startPrimary>(START_TYPES.primary, {
      workflowId: actionWorkflowId(cluster),
      taskQueue: clusterTaskQueue(cluster),
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    return status;
  } catch (error) {
    const failure = failureIn(error);
    if (failure === undefined) throw error;
    return failure;
  }
};
