import type { PlanAction } from '../../domain/plan/plan.js';
import type { Host } from '../host/host.js';
import { openJournal } from './journal.js';
import { plannedCluster, plannedNode } from './planned-cluster.js';
import { planningHost } from './planning-host.js';

/** The nodes of a cluster while a plan is made. */
export interface Planning {
  /** The node with this address, as one on which nothing happens. */
  readonly host: (address: string) => Host;
  /** What was asked of these nodes since the last call. */
  readonly taken: (addresses: readonly string[]) => Promise<readonly PlanAction[]>;
}

export const openPlanning = (real: (address: string) => Host): Planning => {
  const cluster = plannedCluster();
  const journal = openJournal();
  const hosts = new Map<string, Host>();
  return {
    host: (address) => {
      const known = hosts.get(address);
      if (known !== undefined) return known;
      const node = plannedNode(real(address));
      cluster.nodes.set(address, node);
      const host = planningHost(node, cluster, journal);
      hosts.set(address, host);
      return host;
    },
    taken: (addresses) => journal.take(addresses),
  };
};
