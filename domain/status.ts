import type { Role } from './roles.js';

/**
 * The status a cluster publishes in `.hadr_cluster_stat`: exactly gs_sdr's words.
 * The moves are written as strings so that a move between words that do not exist does not compile.
 */
export const PRIMARY_STATUSES = ['normal', 'full_backup', 'archive', 'backup_fail', 'archive_fail'] as const;
export const STANDBY_STATUSES = ['normal', 'restore', 'recovery', 'restore_fail', 'recovery_fail'] as const;

export type PrimaryStatus = (typeof PRIMARY_STATUSES)[number];
export type StandbyStatus = (typeof STANDBY_STATUSES)[number];
export type Status = PrimaryStatus | StandbyStatus;

type Moves<S extends string> = readonly `${S} -> ${S}`[];

export const PRIMARY_MOVES = [
  'normal -> full_backup', // step 8 begins
  'full_backup -> archive', // the main standby streams
  'full_backup -> backup_fail', // it did not within --time-out
  'backup_fail -> full_backup', // re-entry
  'archive -> archive_fail', // seen by query
  'archive_fail -> archive',
  'full_backup -> normal', // abort
  'backup_fail -> normal',
] as const satisfies Moves<PrimaryStatus>;

export const STANDBY_MOVES = [
  'normal -> restore', // step 7 begins
  'restore -> recovery', // the cluster replays
  'restore -> restore_fail', // a build failed
  'restore_fail -> restore', // re-entry
  'restore -> recovery_fail', // started, but not Normal
  'recovery_fail -> recovery', // re-entry, or query
  'recovery_fail -> restore', // re-entry from step 1
  'recovery_fail -> restore_fail', // abort
  'recovery -> recovery_fail', // seen by query
  'restore -> normal', // abort before the build touched data
  'restore_fail -> normal',
] as const satisfies Moves<StandbyStatus>;

const MOVES: Readonly<Record<Role, readonly string[]>> = { primary: PRIMARY_MOVES, disaster_standby: STANDBY_MOVES };

/** Whether a cluster of this role may go from one status to the other. Staying is always legal. */
export const mayMove = (role: Role, from: Status, to: Status): boolean =>
  from === to || MOVES[role].includes(`${from} -> ${to}`);

export const isStatus = (text: string): text is Status =>
  ([...PRIMARY_STATUSES, ...STANDBY_STATUSES] as readonly string[]).includes(text);

/** gs_sdr refuses a fresh start by a substring test, so `archive_fail` and `recovery_fail` are refused too. */
export const isRelated = (published: string): boolean =>
  published.includes('archive') || published.includes('recovery');
