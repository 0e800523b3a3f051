import type { Host } from '../../cluster/host/host.js';
import { nameOf } from '../../cluster/node-facts.js';
import type { LookRequest } from '../../domain/looks.js';
import { SdrError } from '../../domain/errors.js';
import type { Datanode, NodeAddress } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';

/** The nodes of the cluster that is looked at. */
export const addresses = ({ pair }: LookRequest): readonly NodeAddress[] => pair.local.shards.flat();

/** The worker's own node when it is one of the cluster, else the first that answers. */
export const anyHost = async (deps: Dependencies, request: LookRequest): Promise<Host> => {
  const own = addresses(request).find(({ ip, dataIp }) =>
    deps.ownAddresses.some((address) => address === ip || address === dataIp),
  );
  const candidates = [...(own ? [own] : []), ...addresses(request)];
  for (const { ip } of candidates) {
    const host = deps.host(ip);
    try {
      await nameOf(host);
      return host;
    } catch {
      // The next one.
    }
  }
  throw new SdrError('E_NODE_UNREACHABLE', 'no node of the cluster answers');
};

/** CM may show either of a node's addresses. */
export const addressOf = (request: LookRequest, { nodeIp }: Datanode): NodeAddress =>
  addresses(request).find(({ ip, dataIp }) => ip === nodeIp || dataIp === nodeIp) ?? { ip: nodeIp, dataIp: nodeIp };

export const hostOf = (deps: Dependencies, request: LookRequest, datanode: Datanode): Host =>
  deps.host(addressOf(request, datanode).ip);

/** Sessions of others than the clusters' own nodes, which are the product's. */
export const sessionsOfOthers = <Session extends { readonly address: string }>(
  { pair }: LookRequest,
  sessions: readonly Session[],
): readonly Session[] => {
  const known = new Set(
    [...pair.local.shards.flat(), ...pair.remote.shards.flat()].flatMap(({ ip, dataIp }) => [ip, dataIp]),
  );
  return sessions.filter(({ address }) => !known.has(address.replace(/\/\d+$/, '')));
};
