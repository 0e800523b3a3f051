import type { OperationInput, StartOperationContext } from 'nexus-rpc';
import { abortBoth } from '../../engine/both.js';
import { abortRun } from '../../engine/steer.js';
import type { Aborting, sdrService } from '../service.js';
import { engineFor } from './engine.js';

/** Asked again under the name of the request, so that a request that is sent twice aborts once. */
export const abort = async (
  context: StartOperationContext,
  { cluster, peer, ...message }: OperationInput<typeof sdrService.operations.abort>,
): Promise<Aborting> => {
  const engine = engineFor(context);
  const { workflowId, runId } =
    peer === undefined
      ? await abortRun(engine, cluster, message, context.requestId)
      : await abortBoth(engine, [cluster, peer], message, context.requestId);
  return { workflowId, runId };
};
