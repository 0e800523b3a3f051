import { getClient, operationInfo } from '@temporalio/nexus';
import type { OperationContext } from 'nexus-rpc';
import type { Engine } from '../../engine/engine.js';

/** The worker's own connection, for as long as the caller's request is open. */
export const engineFor = ({ abortSignal }: OperationContext): Engine => {
  const client = getClient();
  return {
    client,
    namespace: operationInfo().namespace,
    closed: abortSignal,
    // A signal of its own for each: the SDK never takes its listeners away again.
    call: (calls) => client.withAbortSignal(AbortSignal.any([abortSignal]), calls),
  };
};
