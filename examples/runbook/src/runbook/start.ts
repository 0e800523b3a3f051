import {
  ApplicationFailure,
  ParentClosePolicy,
  executeChild,
  proxyActivities,
  startChild,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import {
  BOTH_TYPE,
  CHECK_BOTH_TYPE,
  SHARED_TASK_QUEUE,
  checkRequestOf,
  clusterTaskQueue,
  findingsOf,
  pairWorkflowId,
  type BothRequest,
  type BothState,
  type ClusterPair,
} from 'durable-sdr/contract';
import type { checkBoth, query, start } from 'durable-sdr/workflows';
import type { Activities } from '../activities/index.js';
import type { Procedure } from './action.js';

const { abortStart } = proxyActivities<Pick<Activities, 'abortStart'>>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 3 },
});

/** Streaming disaster recovery between two regions. Who runs this runbook again after it failed later finds it standing. */
export const startBothRegions = (request: BothRequest): Procedure => {
  const [primary, standby] = [request.primary.pair, request.standby.pair];
  const stands = async (): Promise<boolean> => {
    const [one, other] = await Promise.all([statusOf(primary), statusOf(standby)]);
    return one === 'archive' && other === 'recovery';
  };
  // A start that somebody else has under way refuses this one, and is not the runbook's to abort.
  let begun = false;
  return {
    title: `start ${primary.cluster} as primary and ${standby.cluster} as disaster standby`,
    check: async () => ((await stands()) ? 'the relationship stands already' : checked(request)),
    carryOut: async () => {
      const child = await begin(request);
      begun = true;
      return outcomeOf(await child.result());
    },
    takeBack: async () =>
      begun ? abortStart({ primary: primary.cluster, standby: standby.cluster }) : 'nothing was begun',
    serving: { readWrite: primary, readOnly: standby },
  };
};

const statusOf = async (pair: ClusterPair): Promise<string> => {
  const { hadrClusterStat } = await executeChild<typeof query>('query', {
    taskQueue: clusterTaskQueue(pair.cluster),
    args: [{ pair }],
    workflowExecutionTimeout: '1 minute',
  });
  return hadrClusterStat;
};

const checked = async (request: BothRequest): Promise<string> => {
  const report = await executeChild<typeof checkBoth>(CHECK_BOTH_TYPE, {
    taskQueue: SHARED_TASK_QUEUE,
    args: [checkRequestOf(request)],
  });
  const errors = findingsOf(report, 'error');
  if (errors.length === 0) return `${report.checks.length} checks found nothing in the way`;
  const found = errors.map(({ cluster, id, remedy }) => `${cluster ?? 'both'} ${id}: ${remedy}`).join('; ');
  throw ApplicationFailure.nonRetryable(found, 'E_CHECK_FAILED');
};

/** A child that goes on without the runbook: what ends the one must not cut off the other in the middle of a build. */
const begin = (request: BothRequest): Promise<ChildWorkflowHandle<typeof start>> =>
  startChild<typeof start>(BOTH_TYPE, {
    workflowId: pairWorkflowId(request.primary.pair.cluster, request.standby.pair.cluster),
    taskQueue: SHARED_TASK_QUEUE,
    args: [request],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });

const outcomeOf = ({ sides }: BothState): string =>
  Object.values(sides)
    .map(({ cluster, report }) => `${cluster} is ${report?.status ?? 'unknown'}`)
    .join(', ');
