import type { LabClusterName } from '../topology.js';

/**
 * What can be made to go wrong. A fault lasts until it is healed; a killed datanode happens once and leaves nothing to
 * heal. lab/faults/kinds.ts says of each how to ask for it, what is seen and what healing does.
 */
export type Fault =
  | DatanodeFault
  | CmFault
  | LinkFault
  | UnreachableNode
  | BuildFault
  | WrongVersion
  | WrongPassword
  | UpgradeMarker
  | FullDisk
  | ToolFault;

/** The datanode's processes: ended at once, or stopped (SIGSTOP) so that they are there and answer nothing. */
export interface DatanodeFault {
  readonly kind: 'datanode';
  readonly node: string;
  readonly how: 'kill' | 'stop';
}

/** cm_server and cm_agent of a node, or of all nodes of a cluster, are ended and stay away. */
export interface CmFault {
  readonly kind: 'cm';
  /** A node's name or a cluster's. */
  readonly of: string;
}

/** The connections from a cluster to the other: refused, silently dropped, late, or thin. */
export type LinkFault = { readonly kind: 'link'; readonly from: LabClusterName } & (
  | { readonly how: 'cut' | 'drop' }
  | { readonly how: 'delay'; readonly milliseconds: number }
  | { readonly how: 'slow'; readonly bytesPerSecond: number }
);

/** A node whose network is gone: neither ssh, ping, CM nor replication reach it, nor does it reach others. */
export interface UnreachableNode {
  readonly kind: 'unreachable';
  readonly node: string;
}

/** Builds of a node, one that runs already too: limited in speed, or failing a number of times (always without one). */
export type BuildFault = { readonly kind: 'build'; readonly node: string } & (
  { readonly how: 'slow'; readonly bytesPerSecond: number } | { readonly how: 'fails'; readonly times?: number }
);

/** version.cfg of a cluster's nodes names another build of the product. */
export interface WrongVersion {
  readonly kind: 'version';
  readonly cluster: LabClusterName;
}

/** The hadr user's password in a cluster's database is another one than the workers have. */
export interface WrongPassword {
  readonly kind: 'password';
  readonly cluster: LabClusterName;
}

/** $PGHOST/binary_upgrade of a node is not empty. */
export interface UpgradeMarker {
  readonly kind: 'upgrade marker';
  readonly node: string;
}

/** Nothing is left on the disk of a node that has one of its own. */
export interface FullDisk {
  readonly kind: 'full disk';
  readonly node: string;
}

/** A tool, wherever or on one node, optionally only calls whose arguments contain a text, a number of times or always. */
export interface ToolFault {
  readonly kind: 'tool';
  readonly tool: string;
  readonly node?: string;
  readonly matching?: string;
  readonly times?: number;
  readonly does:
    | { readonly kind: 'hang' }
    | { readonly kind: 'garbage' }
    | { readonly kind: 'flood'; readonly bytes: number }
    | { readonly kind: 'exit'; readonly code: number; readonly says: string };
}

/** How often a fault happens; undefined: always. */
export const timesOf = (fault: Fault): number | undefined => ('times' in fault ? fault.times : undefined);
