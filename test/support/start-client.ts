import {
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Message, RunState } from '../../domain/start/run-state.js';
import type { StartRequest } from '../../domain/start/request.js';
import { actionWorkflowId } from '../../domain/names.js';
import { abortUpdate, startUpdate } from '../../workflows/messages.js';
import type { startPrimary } from '../../workflows/index.js';

const typeOf = (role: StartRequest['role']) => (role === 'primary' ? 'startPrimary' : 'startDisasterStandby');

/** As `sdr start` does it: starts, re-enters or joins, and answers when the entry ends. */
export const sdrStart = async (client: Client, taskQueue: string, request: StartRequest): Promise<RunState> =>
  client.workflow.executeUpdateWithStart(startUpdate, {
    args: [request],
    startWorkflowOperation: new WithStartWorkflowOperation<typeof startPrimary>(typeOf(request.role), {
      workflowId: actionWorkflowId(request.pair.cluster),
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    }),
  });

/** As a schedule or a parent does it: no update. */
export const plainStart = (client: Client, taskQueue: string, request: StartRequest) =>
  client.workflow.start<typeof startPrimary>(typeOf(request.role), {
    workflowId: actionWorkflowId(request.pair.cluster),
    taskQueue,
    args: [request],
  });

export const sdrAbort = (handle: WorkflowHandle, message: Message = {}): Promise<RunState> =>
  handle.executeUpdate(abortUpdate, { args: [message] });

/** The code and words of a refused update. */
export const refusal = async (promise: Promise<unknown>): Promise<{ code: string; message: string }> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      return { code: error.cause.type ?? '', message: error.cause.message };
    }
    throw error;
  }
  throw new Error('nothing was refused');
};
