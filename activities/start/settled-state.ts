import { setTimeout } from 'node:timers/promises';
import { queryClusterState } from '../../cluster/cm-ctl.js';
import type { ClusterState } from '../../domain/topology.js';
import { home, type Work } from '../work.js';

/** CM needs a moment to see what has just started, or is there again. */
const SETTLE_MS = 10_000;
const SETTLE_PAUSE_MS = 500;

/** The cluster's state, one of those that fit if it comes to that within a moment. */
export const settledState = async (work: Work, fitting: readonly ClusterState[]): Promise<ClusterState> => {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const state = await queryClusterState(home(work), work.signal);
    work.log.debug(`Checked cluster status is:${state}`);
    if (fitting.includes(state) || Date.now() > deadline) return state;
    await setTimeout(SETTLE_PAUSE_MS, undefined, { signal: work.signal });
  }
};
