import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { actionWorkflowId } from '../../domain/names.js';
import type { ClusterPair } from '../../domain/topology.js';
import { tellSignal } from '../messages.js';

/** Asks a side to tell of itself from now on. One that is not there yet speaks first when it begins. */
export const greet = ({ cluster }: ClusterPair): void => {
  const { workflowId } = workflowInfo();
  getExternalWorkflowHandle(actionWorkflowId(cluster))
    .signal(tellSignal, { from: workflowId, answer: true })
    .catch(() => undefined);
};
