import type { ErrorCode } from '../errors.js';
import type { ClusterPair, ClusterState, Datanode, NodeAddress } from '../topology.js';
import type { Seen } from './seen.js';

/** What `check` finds of one cluster: each fact with its value or with why it could not be seen. It holds no secret. */
export interface SideFacts {
  readonly pair: ClusterPair;
  readonly hadrUser: string;
  readonly nodes: readonly NodeFacts[];
  readonly cm: CmFacts;
  readonly datanodes: Seen<readonly DatanodeFacts[]>;
  readonly primary: PrimaryFacts;
  readonly hadr: HadrFacts;
  /** The action under the cluster's workflow id that has not ended; null when there is none. */
  readonly action: Seen<ActionSeen | null>;
}

/** One node of the own cluster, as the configuration has it. */
export interface NodeFacts {
  readonly address: NodeAddress;
  readonly environment: Seen<{ readonly osUser: string; readonly pgHost: string }>;
  /** Programs that are not on PATH. */
  readonly missingTools: Seen<readonly string[]>;
  /** As `hostname -I` shows them. */
  readonly ownAddresses: Seen<readonly string[]>;
  /** The product's commit id; empty when version.cfg has none. */
  readonly commit: Seen<string>;
  /** Milliseconds that the node's clock is ahead of the Temporal Service's. */
  readonly clockAheadMs: Seen<number>;
  /** Directories that the workspace needs and that cannot be written. */
  readonly unwritable: Seen<readonly string[]>;
  readonly locks: Seen<readonly string[]>;
  readonly stepFiles: Seen<readonly string[]>;
  /** `.hadr_cluster_stat`; empty when there is none. */
  readonly status: Seen<string>;
  /** The workflow run that the workspace belongs to; null when none. */
  readonly run: Seen<string | null>;
  readonly upgradeFiles: Seen<readonly string[]>;
  /** Whether a stop has left its mark for CM. */
  readonly stopMark: Seen<boolean>;
  /** hadr keys that are there. */
  readonly keyFiles: Seen<readonly string[]>;
  readonly towardsPeer: readonly WayFacts[];
}

/** The way from a node's data address to one of the peer's. */
export interface WayFacts {
  readonly to: string;
  readonly port: number;
  readonly pinged: Seen<boolean>;
  readonly connected: Seen<boolean>;
}

export interface CmFacts {
  readonly state: Seen<ClusterState>;
  readonly datanodes: Seen<readonly Datanode[]>;
  readonly servers: Seen<readonly CmServer[]>;
  readonly agents: Seen<readonly AgentFacts[]>;
  /** `backup_open` in CM's store; null when it is not set. */
  readonly backupOpen: Seen<string | null>;
}

export interface CmServer {
  readonly id: number;
  readonly nodeName: string;
  readonly state: string;
}

export interface AgentFacts {
  readonly nodeName: string;
  /** `agent_backup_open` of cm_agent.conf; null when it is not set. */
  readonly backupOpen: Seen<string | null>;
}

export interface DatanodeFacts {
  readonly datanode: Datanode;
  readonly address: NodeAddress;
  /** The running server's, by name. */
  readonly settings: Seen<Settings>;
  readonly replConnInfo: Seen<readonly SlotSeen[]>;
  /** Lines of pg_hba.conf that refuse one of the peer's nodes. */
  readonly refusals: Seen<readonly string[]>;
  readonly disk: Seen<Disk>;
  readonly walDisk: Seen<Disk>;
}

export type Settings = Readonly<Partial<Record<SettingName, string>>>;

export const SETTINGS = [
  'port',
  'enable_dcf',
  'wal_level',
  'synchronous_commit',
  'synchronous_standby_names',
  'most_available_sync',
  'wal_keep_segments',
  'max_wal_senders',
  'max_replication_slots',
  'default_transaction_read_only',
  'stream_cluster_run_mode',
] as const;
export type SettingName = (typeof SETTINGS)[number];

/** One of replconninfo1 to 8. */
export interface SlotSeen {
  readonly slot: number;
  readonly kind: 'free' | 'own cluster' | 'other region' | 'not understood';
  readonly localhost?: string;
  readonly remotehost?: string;
}

export interface Disk {
  /** The directory, with links followed. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly availableBytes: number;
}

/** What the primary datanode says. */
export interface PrimaryFacts {
  readonly contents: Seen<Contents>;
  readonly slots: Seen<readonly { readonly name: string; readonly logical: boolean; readonly active: boolean }[]>;
  readonly senders: Seen<number>;
  readonly walBytesPerSecond: Seen<number>;
}

export interface Contents {
  readonly databases: readonly { readonly name: string; readonly bytes: number }[];
  /** Of others than the clusters' own nodes. */
  readonly sessions: readonly { readonly user: string; readonly database: string; readonly address: string }[];
}

export interface HadrFacts {
  /** How good the password is that the worker knows; unseen: it knows none. Never the password. */
  readonly password: Seen<'refused by the tools' | 'weak' | 'strong'>;
  readonly user: Seen<'yes' | 'no' | 'no such user'>;
  readonly login: Seen<'let in' | 'refused'>;
  /** A hadr user stands in the global configuration from before. */
  readonly stored: Seen<boolean>;
}

export interface ActionSeen {
  readonly workflowId: string;
  readonly does: string;
  readonly phase: string;
  readonly since: string;
  readonly failure?: ErrorCode;
}
