import {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
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
  sideEntered,
  sideRefused,
  sideSeen,
  sideSilent,
  type BothState,
} from '../../domain/both/both-state.js';
import { sideSummary, startStatics } from '../../domain/details/statics.js';
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

/** Starts, re-enters or joins the side unless it goes on already, then follows it until it has ended. */
export const accompany = async (both: BothRun, role: Role): Promise<void> => {
  const request = requestOf(both.state.request, role);
  if (both.state.sides[role].entering) await startWhereAbsent(both, request);
  while (!hasEnded(both, role)) {
    const { report, silent, askedAt, refused, entering } = both.state.sides[role];
    // Whoever can change that asks again, which ends this round.
    if (refused !== undefined) await condition(() => false);
    const watch = {
      request,
      ...(entering && { enter: `${workflowInfo().workflowId} ${askedAt} ${role}` }),
      known: { ...(report && { phase: report.phase }), silent: silent !== undefined },
    };
    const change = await accompanySide.executeWithOptions({ summary: sideSummary('accompany', request) }, [watch]);
    // Somebody asked again while this look was on its way: it says nothing of that asking, which has a round of its own.
    if (both.state.sides[role].askedAt !== askedAt) return;
    both.change((state) => applied(state, role, change));
  }
};

const hasEnded = (both: BothRun, role: Role): boolean => {
  const { report, refused, entering } = both.state.sides[role];
  if (entering) return false;
  if (refused !== undefined) return requestOf(both.state.request, role).onFailure === 'fail';
  return report !== undefined && isEnd(report.phase);
};

/** A side that was started with the parent is its child, which people see in the Web UI; it lives on without it. */
const startWhereAbsent = async (both: BothRun, request: StartRequest): Promise<void> => {
  const found = await seeSide.executeWithOptions({ summary: sideSummary('see', request) }, [{ request }]);
  switch (found.kind) {
    case 'done':
      both.change((state) => applied(state, request.role, { kind: 'told', report: found.report }));
      return;
    case 'absent':
      return startAsChild(request);
    case 'open':
      return;
  }
};

const startAsChild = async (request: StartRequest): Promise<void> => {
  const { cluster } = request.pair;
  try {
    await startChild(START_TYPES[request.role], {
      workflowId: actionWorkflowId(cluster),
      taskQueue: clusterTaskQueue(cluster),
      args: [request],
      // Neither the parent's end nor its cancellation, nor that of a round, is the side's.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      ...startStatics(request),
    });
  } catch (error) {
    // Somebody started it meanwhile: it is joined.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};

/** What an activity saw of a side; what the side tells by itself says nothing of the asking. */
export const applied = (state: BothState, role: Role, change: SideChange): BothState => {
  switch (change.kind) {
    case 'entered':
      return sideEntered(state, role);
    case 'told':
      return sideSeen(state, role, change.report);
    case 'silent':
      return sideSilent(state, role, change.silence);
    case 'answers':
      return sideAnswers(state, role);
    case 'refused':
      return sideRefused(state, role, change.refusal);
  }
};
