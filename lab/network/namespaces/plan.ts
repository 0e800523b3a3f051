import { subnetsOf } from '../addresses.js';
import type { LabClusterName, LabNode } from '../../topology.js';

/**
 * How the addresses and links of a lab are called. A cluster has a router: its bridge `lan` joins the nodes' `eth0`, its
 * `wan` leads to the router of the other cluster, its `uplink` to this machine, which has nothing of all that but the
 * other end of the uplink.
 */
export const routerOf = (cluster: LabClusterName): string => `router-${cluster}`;

/** The one name this machine sees; 15 letters at most. */
export const uplinkName = (range: number, cluster: LabClusterName): string => `sdr-${range}-${cluster}`;

/** 25 bits: the upper half of a cluster's management network is for what is no node. */
export const NODE_BITS = 25;
const GATEWAY = 126;

export interface ClusterPlan {
  readonly cluster: LabClusterName;
  /** Of the nodes, as routes have them. */
  readonly networks: readonly [management: string, data: string];
  /** The router's own addresses in them. */
  readonly gateways: readonly [management: string, data: string];
  /** The router's end and this machine's; a mask of 30 bits. */
  readonly uplink: { readonly router: string; readonly machine: string };
}

export const planOf = (range: number, cluster: LabClusterName): ClusterPlan => {
  const { management, data } = subnetsOf(range, cluster);
  return {
    cluster,
    networks: [`${management}.0/${NODE_BITS}`, `${data}.0/${NODE_BITS}`],
    gateways: [`${management}.${GATEWAY}`, `${data}.${GATEWAY}`],
    uplink: { router: `${management}.254`, machine: `${management}.253` },
  };
};

/** The ends of the link between the routers; a mask of 30 bits. */
export const wanAddress = (range: number, cluster: LabClusterName): string =>
  `${subnetsOf(range, 'north').management}.${cluster === 'north' ? 249 : 250}`;

/** The name of a node's end at its router. */
export const portOf = ({ name }: Pick<LabNode, 'name'>): string => name;
