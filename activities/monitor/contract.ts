import type { Notice } from '../../domain/monitor/notices.js';

/** What the monitor and its activities say to each other. */
export interface MonitorActivities {
  /** Answers the ids of those that were taken. */
  readonly tellNotices: (notices: readonly Notice[]) => Promise<readonly string[]>;
}
