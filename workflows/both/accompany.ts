import {
  ActivityCancellationType,
  ParentClosePolicy,
  condition,
  proxyActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { BothActivities, SideChange } from '../../activities/both/contract.js';
import {
  requestOf,
  sideAnswers,
  sideRefused,
  sideSilent,
  sideTold,
  type BothState,
} from '../../domain/both/both-state.js';
import { START_TYPES, actionWorkflowId, clusterTaskQueue } from '../../domain/names.js';
import type { Role } from '../../domain/roles.js';
import type { StartRequest } from '../../domain/start/request.js';
import { isEnd } from '../../domain/start/run-state.js';
import type { BothRun } from './both-run.js';

/** They run until something changes, which may be in days; the end of a worker uses up nothing. */
const { seeSide, accompanySide } = proxyActivities<BothActivities>({
  startToCloseTimeout: '90 days',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
});

/** Starts, re-enters or joins the side when asked to, then follows it until it has ended. */
export const accompany = async (both: BothRun, role: Role, enter: boolean): Promise<void> => {
  const request = requestOf(both.state.request, role);
  let entering = enter && (await mustEnter(both, request));
  while (entering || !hasEnded(both, role)) {
    const { report, silent, askedAt, refused } = both.state.sides[role];
    // Whoever can change that asks again, which ends this round.
    if (refused !== undefined) await condition(() => false);
    const change = await accompanySide({
      request,
      ...(entering && { enter: `${workflowInfo().workflowId} ${askedAt} ${role}` }),
      known: { ...(report && { phase: report.phase }), silent: silent !== undefined },
    });
    // Silence is told while it still tries to be heard: the same asking goes on.
    entering = entering && change.kind === 'silent';
    both.change((state) => applied(state, role, change));
  }
};

const hasEnded = (both: BothRun, role: Role): boolean => {
  const { report, refused } = both.state.sides[role];
  if (refused !== undefined) return requestOf(both.state.request, role).onFailure === 'fail';
  return report !== undefined && isEnd(report.phase);
};

/** A side that was started with the parent is its child, which people see in the Web UI; it lives on without it. */
const mustEnter = async (both: BothRun, request: StartRequest): Promise<boolean> => {
  const found = await seeSide({ request });
  if (found.kind === 'done') {
    both.change((state) => sideTold(state, { ...found.report, at: state.sides[request.role].askedAt }));
    return false;
  }
  if (found.kind === 'absent') await startAsChild(request);
  return true;
};

const startAsChild = async (request: StartRequest): Promise<void> => {
  const { cluster, peer } = request.pair;
  try {
    await startChild(START_TYPES[request.role], {
      workflowId: actionWorkflowId(cluster),
      taskQueue: clusterTaskQueue(cluster),
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `start ${cluster} as ${request.role}, peer ${peer}`,
    });
  } catch (error) {
    // Somebody started it meanwhile: it is joined.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};

export const applied = (state: BothState, role: Role, change: SideChange): BothState => {
  switch (change.kind) {
    case 'told':
      return sideTold(state, change.report);
    case 'silent':
      return sideSilent(state, role, change.silence);
    case 'answers':
      return sideAnswers(state, role);
    case 'refused':
      return sideRefused(state, role, change.refusal);
  }
};
