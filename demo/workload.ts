import { setTimeout } from 'node:timers/promises';
import { SAMPLE_DATABASE, type Lab } from '../lab/index.js';

export interface Workload {
  /** Stops writing. @throws whatever a write failed with: business must not notice the start */
  stop(): Promise<void>;
}

const PAUSE_MS = 100;
const ROWS = 5;

/** The business of the primary cluster: rows written again and again, each with the time it was written. */
export const startWorkload = (lab: Lab): Workload => {
  const stopping = new AbortController();
  const [primary] = lab.clusters.north.nodes;
  const work = async (): Promise<void> => {
    while (primary !== undefined && !stopping.signal.aborted) {
      await lab.sql(
        primary,
        `insert into journal (note) select 'business ' || i from generate_series(1, ${ROWS}) i`,
        SAMPLE_DATABASE,
      );
      await setTimeout(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = work();
  ended.catch(() => undefined);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};
