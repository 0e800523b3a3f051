import type { ErrorCode } from '../errors.js';
import type { ClusterName } from '../topology.js';
import type { Alarm } from './alarms.js';
import type { Lag } from './lag.js';
import type { Notice } from './notices.js';
import type { MonitorSettings } from './settings.js';

/** What a monitor knows of the relationship: its answer to the query `state`, and what the next run goes on from. */
export interface MonitorState {
  readonly settings: MonitorSettings;
  /** When it looked last; absent before the first round. */
  readonly at?: string;
  /** The primary's of the configuration first. */
  readonly watched: readonly [SideWatched, SideWatched];
  readonly rpo: Lag;
  readonly rto: Lag;
  readonly readiness?: Readiness;
  /** What holds now, by {@link alarmKey}. */
  readonly alarms: readonly Alarm[];
  /** What the webhook has not taken yet. */
  readonly undelivered: readonly Notice[];
}

export interface SideWatched {
  readonly cluster: ClusterName;
  readonly seen: SideSeen;
}

export type SideSeen =
  | { readonly kind: 'answered'; readonly status: string; readonly clusterState?: string }
  /** @param misses rounds in a row */
  | {
      readonly kind: 'silent';
      readonly since: string;
      readonly misses: number;
      readonly code: ErrorCode;
      readonly why: string;
      /** What it answered last. */
      readonly before?: string;
    };

/** What the last readiness check found. */
export interface Readiness {
  readonly at: string;
  readonly errors: readonly ReadinessFinding[];
  readonly warnings: readonly ReadinessFinding[];
}

export interface ReadinessFinding {
  readonly check: string;
  /** Without one it compares both. */
  readonly cluster?: ClusterName;
  readonly found: string;
  readonly remedy: string;
}

export const newMonitor = (settings: MonitorSettings, at: string): MonitorState => {
  const side = (cluster: ClusterName): SideWatched => ({
    cluster,
    seen: { kind: 'silent', since: at, misses: 0, code: 'E_NO_ANSWER', why: 'not asked yet' },
  });
  const unknown: Lag = { kind: 'unknown', since: at };
  return {
    settings,
    watched: [side(settings.pair.cluster), side(settings.pair.peer)],
    rpo: unknown,
    rto: unknown,
    alarms: [],
    undelivered: [],
  };
};

/**
 * The status of the relationship in one word: a side that fails outranks one that is unknown, which outranks the primary's.
 * Never blank: `unknown since` and when.
 */
export const statusOf = ({ watched }: Pick<MonitorState, 'watched'>): string => {
  const words = watched.map(({ seen }) => (seen.kind === 'answered' ? seen.status : `unknown since ${seen.since}`));
  return words.find(hasFailed) ?? words.find((word) => word.startsWith('unknown')) ?? words[0] ?? 'unknown';
};

export const hasFailed = (status: string): boolean => status.endsWith('_fail');
