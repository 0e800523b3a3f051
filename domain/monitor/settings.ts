import { number, object, text } from '../shape.js';
import { CLUSTER_PAIR, type ClusterPair } from '../topology.js';

/** What a monitor is told. */
export interface MonitorSettings {
  /** Both clusters, as the primary cluster's configuration has them; who is primary later is seen, not told. */
  readonly pair: ClusterPair;
  /** Whose password the readiness check tries. */
  readonly hadrUser: string;
  /** From one look to the next. */
  readonly everySeconds: number;
  /** From one readiness check to the next; 0: none. */
  readonly checkEverySeconds: number;
  /** More than that raises an alarm. */
  readonly rpoLimitSeconds: number;
  readonly rtoLimitSeconds: number;
}

export const MONITOR_DEFAULTS = {
  everySeconds: 60,
  checkEverySeconds: 1800,
  rpoLimitSeconds: 60,
  rtoLimitSeconds: 600,
} as const satisfies Partial<MonitorSettings>;

/** More often would cost the clusters more than it tells. */
export const SHORTEST_ROUND_SECONDS = 5;

const SETTINGS = object({
  pair: CLUSTER_PAIR,
  hadrUser: text,
  everySeconds: number,
  checkEverySeconds: number,
  rpoLimitSeconds: number,
  rtoLimitSeconds: number,
});

export const isMonitorSettings = (said: unknown): said is MonitorSettings => SETTINGS(said);
