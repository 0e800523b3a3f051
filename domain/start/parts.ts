/**
 * The parts of `start`: one row for each activity, which is what the engine retries, shows and records on its own.
 * A part's key is its activity type. Limits and retries of the workflows, the summaries in the Temporal Web UI, the
 * documentation and the plan all come from here; what each part costs to run twice is said in its activity.
 */
export interface Part {
  /** What it does, in the operator's words, as continuation of "…: ". */
  readonly does: string;
  /** Which nodes it works on, for people. */
  readonly on:
    'home node' | 'every node' | 'primary datanode' | 'each datanode' | 'main standby' | 'each cascade standby';
  /** Longest time of one attempt, in seconds; `time-out` is the operator's --time-out. */
  readonly limit: number | 'time-out' | 'none';
  /** How long failures that may pass are retried, in seconds of failing; the time a lost worker costs does not count. */
  readonly retryFor: number;
  /** Whether an operator may skip it: checks, ping and clean-up only. */
  readonly skippable: boolean;
  /** Too costly to repeat: once done, a re-entry of its step only looks whether its result still holds. */
  readonly once?: boolean;
}

const MINUTE = 60;
const DAY = 86_400;

/** gs_sdr's own limits: a build 1,209,600 s, the cluster's start 604,800 s, a node's stop 1,800 s. */
export const BUILD_LIMIT = 14 * DAY;
export const CLUSTER_START_LIMIT = 7 * DAY;
export const NODE_STOP_LIMIT = 30 * MINUTE;

const command = { limit: 5 * MINUTE, retryFor: 30, skippable: false } as const;

export const PARTS = {
  chooseHomeNode: {
    ...command,
    does: 'choose the node that keeps the workspace',
    on: 'home node',
    retryFor: 2 * MINUTE,
  },
  comparePlan: { ...command, does: 'compare what would be done with what was planned', on: 'every node' },
  adoptStart: { ...command, does: 'take over the start that gs_sdr has left half-way', on: 'every node' },

  openWorkspace: {
    ...command,
    does: 'make streaming_cabin and lock the cluster against other tools',
    on: 'every node',
  },
  readCluster: { ...command, does: 'read the cluster and compare it with the configuration', on: 'home node' },

  checkHadrUser: { ...command, does: 'check that the hadr user may replicate and can log in', on: 'primary datanode' },
  prepareHadrKeys: {
    ...command,
    does: 'generate the hadr keys where absent and copy them to all nodes',
    on: 'every node',
  },
  storeHadrUser: {
    ...command,
    does: 'store the hadr user encrypted in the global configuration',
    on: 'primary datanode',
  },

  checkCluster: { ...command, does: 'check state, CM, upgrade marker and settings', on: 'home node' },
  checkCredentials: { ...command, does: 'see that the hadr user’s password is known', on: 'home node' },
  confirmOverwrite: { ...command, does: 'make sure that this cluster may be overwritten', on: 'primary datanode' },
  alignSettings: { ...command, does: 'set synchronous_commit and most_available_sync', on: 'primary datanode' },

  recordConfiguration: { ...command, does: 'write cluster_conf_record', on: 'every node' },
  allowPeer: { ...command, does: 'let the peer’s addresses into pg_hba.conf', on: 'each datanode' },
  connectPeer: { ...command, does: 'write the peer’s nodes into replconninfo', on: 'each datanode' },

  shareKeyFiles: { ...command, does: 'put gs_secure_files into the data directories', on: 'each datanode' },
  rememberWalKeep: { ...command, does: 'remember wal_keep_segments', on: 'primary datanode' },
  dropLogicalSlots: { ...command, does: 'drop logical replication slots', on: 'primary datanode' },
  fetchKeyFiles: {
    ...command,
    does: 'fetch gs_secure_files from the primary cluster',
    on: 'each datanode',
    limit: 'time-out',
  },
  adoptKeyFiles: { ...command, does: 'compare version and OS user, copy the hadr keys to all nodes', on: 'every node' },

  keepWal: { ...command, does: 'raise wal_keep_segments so that WAL outlives the build', on: 'primary datanode' },

  setRunMode: { ...command, does: 'set stream_cluster_run_mode on all datanodes', on: 'each datanode' },
  setBackupOpen: { ...command, does: 'set backup_open in DCC', on: 'home node' },
  stopCluster: { ...command, does: 'stop every node', on: 'every node', limit: NODE_STOP_LIMIT + 2 * MINUTE },

  setCmMode: { ...command, does: 'set backup_open of cm_server and agent_backup_open of cm_agent', on: 'every node' },

  checkDataConnection: {
    ...command,
    does: 'check the connection to the primary cluster’s primary',
    on: 'main standby',
    skippable: true,
  },
  backUpPgHba: { ...command, does: 'back up pg_hba.conf', on: 'main standby' },
  backUpPgIdent: { ...command, does: 'back up pg_ident.conf', on: 'main standby' },
  buildMainStandby: { ...command, does: 'build the main standby', on: 'main standby', limit: BUILD_LIMIT, once: true },
  restorePgHba: { ...command, does: 'restore pg_hba.conf', on: 'main standby' },
  restorePgIdent: { ...command, does: 'restore pg_ident.conf', on: 'main standby' },
  startMainStandby: { ...command, does: 'start the main standby', on: 'main standby', limit: 'time-out' },
  buildCascadeStandby: {
    ...command,
    does: 'build a cascade standby',
    on: 'each cascade standby',
    limit: BUILD_LIMIT,
    once: true,
  },

  startCluster: { ...command, does: 'start the cluster', on: 'home node', limit: CLUSTER_START_LIMIT + 2 * MINUTE },
  waitForMainStandby: { ...command, does: 'wait for the main standby', on: 'primary datanode', limit: 'none' },
  checkClusterState: { ...command, does: 'check the cluster’s state', on: 'home node', skippable: true },

  restoreWalKeep: { ...command, does: 'put wal_keep_segments back', on: 'primary datanode' },
  removeKeyFiles: {
    ...command,
    does: 'remove gs_secure_files from the data directories',
    on: 'each datanode',
    skippable: true,
  },
  closeWorkspace: { ...command, does: 'unlock the cluster', on: 'every node' },

  // Outside the sequence of steps.
  publishStatus: { ...command, does: 'publish the status', on: 'every node', retryFor: 5 },
  recallLastRun: { ...command, does: 'see what an earlier run left', on: 'home node' },
  putBack: { ...command, does: 'put back what this start changed', on: 'every node' },
  dropWorkspace: { ...command, does: 'remove what this start made, unlock the cluster', on: 'every node' },
  restartCluster: {
    ...command,
    does: 'start the cluster again',
    on: 'home node',
    limit: CLUSTER_START_LIMIT + 2 * MINUTE,
  },
  stopBuilds: { ...command, does: 'stop the builds', on: 'each datanode' },
} as const satisfies Readonly<Record<string, Part>>;

export type PartId = keyof typeof PARTS;

export const partOf = (id: PartId): Part => PARTS[id];
