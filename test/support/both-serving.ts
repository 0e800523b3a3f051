import type { WorkflowHandle } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import { createBothActivities } from '../../activities/index.js';
import type { BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import type { QueryAnswer } from '../../domain/looks.js';
import { SHARED_TASK_QUEUE, actionWorkflowId, clusterTaskQueue, pairWorkflowId } from '../../domain/names.js';
import { startBoth } from '../../engine/both.js';
import type { Engine } from '../../engine/engine.js';
import { recordingActivities } from './recording-activities.js';
import { withWorker, type TemporalForTests } from './temporal.js';

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;
export type BothSide = 'primary' | 'standby';

/** What the activities of both sides were asked for. */
export type BothCalls = Readonly<Record<BothSide, string[]>>;

/** Both sides of a start on one server, with activities that do nothing. */
export interface BothServing {
  /** A worker of one cluster, while the work lasts. */
  serving<T>(
    request: BothRequest,
    side: BothSide,
    overrides: Overrides,
    work: (calls: string[]) => Promise<T>,
    more?: Partial<WorkerOptions>,
  ): Promise<T>;
  /** Workers of both clusters and one of the shared queue. */
  servingAll<T>(
    request: BothRequest,
    overrides: Overrides,
    work: (calls: BothCalls) => Promise<T>,
    more?: Partial<WorkerOptions>,
  ): Promise<T>;
  handleOf(request: BothRequest): WorkflowHandle;
  sideOf(request: BothRequest, side: BothSide): WorkflowHandle;
  /** As `sdr start --both` does it; answers when neither side goes on by itself. */
  startBoth(request: BothRequest): Promise<BothState>;
}

export const bothOn = (temporal: TemporalForTests): BothServing => {
  const { client } = temporal.environment;
  const { workflow } = client;
  const engine: Engine = {
    client,
    namespace: 'default',
    closed: new AbortController().signal,
    call: (calls) => calls(),
  };
  const serving: BothServing['serving'] = (request, side, overrides, work, more) => {
    const { activities, calls } = recordingActivities(overrides);
    const looks = { queryRelationship: () => Promise.resolve(answerOf(side)) };
    const queue = clusterTaskQueue(request[side].pair.cluster);
    return withWorker(temporal, queue, { ...activities, ...looks }, () => work(calls), more);
  };
  return {
    serving,
    servingAll: (request, overrides, work, more) =>
      withWorker(
        temporal,
        SHARED_TASK_QUEUE,
        createBothActivities(),
        () =>
          serving(
            request,
            'primary',
            overrides,
            (primary) => serving(request, 'standby', overrides, (standby) => work({ primary, standby }), more),
            more,
          ),
        more,
      ),
    handleOf: ({ primary }) => workflow.getHandle(pairWorkflowId(primary.pair.cluster, primary.pair.peer)),
    sideOf: (request, side) => workflow.getHandle(actionWorkflowId(request[side].pair.cluster)),
    startBoth: async (request) => (await startBoth(engine, request)).ended,
  };
};

/** The relationship stands. */
const answerOf = (side: BothSide): QueryAnswer => ({
  hadrClusterStat: side === 'primary' ? 'archive' : 'recovery',
  hadrFailoverStat: '',
  hadrSwitchoverStat: '',
  rpo: '0',
  rto: '0',
});
