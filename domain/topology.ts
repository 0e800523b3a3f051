import { listOf, number, object, text, type Shape } from './shape.js';

/** Clusters, nodes, datanodes and their ports: the vocabulary everything else speaks. */

/** A cluster's name as it stands in workflow ids: checked by {@link clusterName}. */
export type ClusterName = string & { readonly kind: 'cluster name' };

/** A port with its use, so that the base port, the HA port and the others never mix. */
export type Port<Use extends 'base' | 'ha' | 'service' | 'heartbeat'> = number & { readonly use: Use };

/** The ports that follow from a datanode's base port p: p+1 HA (replication, build), p+4 service, p+5 heartbeat. */
export const haPort = (base: Port<'base'>): Port<'ha'> => (base + 1) as Port<'ha'>;
export const servicePort = (base: Port<'base'>): Port<'service'> => (base + 4) as Port<'service'>;
export const heartbeatPort = (base: Port<'base'>): Port<'heartbeat'> => (base + 5) as Port<'heartbeat'>;

/** The base port, or nothing: gs_guc wants 4 to 5 digits, and p+5 must still be a port. */
export const basePort = (value: number): Port<'base'> | undefined =>
  Number.isInteger(value) && value >= 1024 && value <= 65_530 ? (value as Port<'base'>) : undefined;

/** The name, or nothing: letters, digits, `_`, `.`, `-`; no slash, because proxies in front of the Web UI mangle it. */
export const clusterName = (text: string): ClusterName | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text) ? (text as ClusterName) : undefined;

/** A node as the configuration knows it: `ip` for ssh and management, `dataIp` for replication. */
export interface NodeAddress {
  readonly ip: string;
  readonly dataIp: string;
}

/** One side of the configuration. A centralized cluster has one shard. */
export interface ClusterSide {
  readonly port: Port<'base'>;
  readonly shards: readonly (readonly NodeAddress[])[];
}

/** Both sides, seen from the cluster that starts. */
export interface ClusterPair {
  readonly cluster: ClusterName;
  readonly peer: ClusterName;
  readonly local: ClusterSide;
  readonly remote: ClusterSide;
}

/** The same two, seen from the other one. */
export const seenFromPeer = ({ cluster, peer, local, remote }: ClusterPair): ClusterPair => ({
  cluster: peer,
  peer: cluster,
  local: remote,
  remote: local,
});

const SIDE = object({ port: number, shards: listOf(listOf(object({ ip: text, dataIp: text }))) });

export const CLUSTER_PAIR: Shape = object({ cluster: text, peer: text, local: SIDE, remote: SIDE });

export const nodesOf = (side: ClusterSide): readonly NodeAddress[] => side.shards.flat();

/** `instance_state` of `cm_ctl query -v`. */
export const DATANODE_ROLES = [
  'Primary',
  'Standby',
  'Main Standby',
  'Cascade Standby',
  'Pending',
  'Down',
  'Unknown',
] as const;
export type DatanodeRole = (typeof DATANODE_ROLES)[number];

/** A datanode as CM shows it. `ha` is HA_state, as CM prints it (`Normal`, `Need repair`, `Building`, …). */
export interface Datanode {
  readonly id: number;
  readonly nodeId: number;
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly dataDirectory: string;
  readonly role: DatanodeRole;
  readonly ha: string;
  /** Why it needs repair, in CM's words. */
  readonly reason?: string;
}

/** `cluster_state` of `cm_ctl query`; whatever CM prints besides these is Unknown. */
export const CLUSTER_STATES = ['Normal', 'Degraded', 'Unavailable', 'Starting', 'Redistributing', 'Unknown'] as const;
export type ClusterState = (typeof CLUSTER_STATES)[number];

/** A cluster as CM showed it at one moment. */
export interface ClusterSnapshot {
  readonly state: ClusterState;
  readonly datanodes: readonly Datanode[];
  /** Node ids on which CM runs, but no datanode. */
  readonly otherNodes?: readonly number[];
}

export const primaryOf = (snapshot: ClusterSnapshot): Datanode | undefined =>
  snapshot.datanodes.find((datanode) => datanode.role === 'Primary');

/** How people name a datanode: its directory-independent name in logs of the product. */
export const datanodeName = (id: number): string => `dn_${id}`;
