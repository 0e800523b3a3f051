import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { tellSignal } from '../messages.js';

/** Asks a side to tell of itself, now and from now on. One that is not there yet asks for this when it begins. */
export const greet = (side: string): void => {
  const { workflowId } = workflowInfo();
  getExternalWorkflowHandle(side)
    .signal(tellSignal, { from: workflowId, answer: true })
    .catch(() => undefined);
};
