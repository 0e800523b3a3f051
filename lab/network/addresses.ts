import type { LabClusterName, LabNetwork } from '../topology.js';

/** A node's two addresses: to manage it, and for replication. */
export interface Addresses {
  readonly ip: string;
  readonly dataIp: string;
}

export const addressesOf = (network: LabNetwork, cluster: LabClusterName, id: number): Addresses => {
  switch (network.kind) {
    case 'proxies': {
      const range = network.ranges[cluster];
      return { ip: `127.${range}.1.${id}`, dataIp: `127.${range}.2.${id}` };
    }
    case 'namespaces': {
      const { management, data } = subnetsOf(network.range, cluster);
      return { ip: `${management}.${id}`, dataIp: `${data}.${id}` };
    }
  }
};

/** What the two networks of a cluster begin with; each has a mask of 25 bits. */
export interface Subnets {
  readonly management: string;
  readonly data: string;
}

/**
 * Of 198.18.0.0/15, which RFC 2544 sets aside for tests of networks: no machine has business there. Each cluster has a half of
 * it, so that a mask of 16 bits tells the clusters apart, as on the loopback.
 */
export const subnetsOf = (range: number, cluster: LabClusterName): Subnets => {
  const half = cluster === 'north' ? '198.18' : '198.19';
  return { management: `${half}.${range}`, data: `${half}.${range + 1}` };
};
