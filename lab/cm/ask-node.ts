import { canReach } from '../faults/in-force.js';
import type { LabNode, LabTopology } from '../topology.js';
import { ask, type AgentRequest, type ServerRequest } from './protocol.js';

/** Asks CM on another node, over the lab's network: a node that is cut off does not answer. */
export const askNode = <Answer>(
  { directory }: LabTopology,
  { from, to, port }: { readonly from: LabNode; readonly to: LabNode; readonly port: number },
  request: AgentRequest | ServerRequest,
  limitMs?: number,
): Promise<Answer> =>
  canReach(directory, from.name, to.name)
    ? ask<Answer>(to.ip, port, request, limitMs)
    : Promise.reject(new Error(`no route to ${to.name}`));
