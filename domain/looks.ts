import type { ClusterPair, ClusterState, DatanodeRole } from './topology.js';

/** Verbs that only look: what they are asked and what they answer. They are never locked out by an action. */

export interface LookRequest {
  readonly pair: ClusterPair;
}

/** What a start as disaster standby would erase. */
export interface Overview {
  readonly databases: readonly { readonly name: string; readonly bytes: number }[];
  /** Sessions from elsewhere than the clusters' own nodes. */
  readonly sessions: readonly { readonly user: string; readonly database: string; readonly address: string }[];
  /** When the cluster last wrote to its log, as an ISO string. */
  readonly lastWrite?: string;
}

/** gs_sdr's answer to `query`, all words, empty where nothing is known; and what the cluster is like. */
export interface QueryAnswer {
  readonly hadrClusterStat: string;
  /** Percentage of a failover or switchover under way. */
  readonly hadrFailoverStat: string;
  readonly hadrSwitchoverStat: string;
  /** Seconds; only a primary cluster that streams knows them. */
  readonly rpo: string;
  readonly rto: string;
  /** Absent while CM does not answer: a standby cluster is stopped while it is built. */
  readonly clusterState?: ClusterState;
  readonly datanodes?: readonly DatanodeNow[];
}

/** A datanode as CM shows it now. */
export interface DatanodeNow {
  readonly id: number;
  readonly node: string;
  readonly role: DatanodeRole;
  readonly ha: string;
  readonly reason?: string;
}
