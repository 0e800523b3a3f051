import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { BothActivities } from '../../activities/both/contract.js';
import { requestOf } from '../../domain/both/both-state.js';
import { sideSummary } from '../../domain/details/statics.js';
import type { Role } from '../../domain/roles.js';
import { isEnd } from '../../domain/start/run-state.js';
import { applied } from './accompany.js';
import type { BothRun } from './both-run.js';

const { abortSide } = proxyActivities<BothActivities>({
  startToCloseTimeout: '90 days',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
});

/** The standby first: its build reads from the primary, which is then given back whole. */
const ORDER: readonly Role[] = ['disaster_standby', 'primary'];

/** Aborts each side that has not ended, one after the other. */
export const abortSides = async (both: BothRun): Promise<void> =>
  CancellationScope.nonCancellable(async () => {
    for (const role of ORDER) await abortOne(both, role);
  });

const abortOne = async (both: BothRun, role: Role): Promise<void> => {
  const request = requestOf(both.state.request, role);
  const message = { reason: 'both sides are aborted', ...both.state.abort };
  for (;;) {
    const { report, silent } = both.state.sides[role];
    if (report !== undefined && isEnd(report.phase)) return;
    const change = await abortSide.executeWithOptions({ summary: sideSummary('abort', request) }, [
      { request, message, silent: silent !== undefined },
    ]);
    both.change((state) => applied(state, role, change));
    if (change.kind === 'refused') return;
  }
};
