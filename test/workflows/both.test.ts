import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { createBothActivities } from '../../activities/index.js';
import type { BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import { SHARED_TASK_QUEUE, actionWorkflowId, clusterTaskQueue, pairWorkflowId } from '../../domain/names.js';
import type { QueryAnswer } from '../../domain/looks.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { start } from '../../workflows/both/index.js';
import { bothAbortUpdate, bothStartUpdate, bothStateQuery, stateQuery } from '../../workflows/messages.js';
import { pairRequest } from '../support/both-request.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal } from '../support/start-client.js';
import { named } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;

const looks = (answer: Partial<QueryAnswer>) => ({
  queryRelationship: () => Promise.resolve({ hadrClusterStat: 'normal', ...answer }),
});

/** A worker of one cluster, while the work lasts. */
const serving = <T>(
  request: BothRequest,
  side: 'primary' | 'standby',
  overrides: Overrides,
  work: (calls: string[]) => Promise<T>,
): Promise<T> => {
  const { activities, calls } = recordingActivities(overrides);
  const status = side === 'primary' ? 'archive' : 'recovery';
  return withWorker(
    temporal,
    clusterTaskQueue(request[side].pair.cluster),
    { ...activities, ...looks({ hadrClusterStat: status }) },
    () => work(calls),
  );
};

interface Calls {
  readonly primary: string[];
  readonly standby: string[];
}

/** Workers of both clusters and one of the shared queue. */
const servingAll = <T>(request: BothRequest, overrides: Overrides, work: (calls: Calls) => Promise<T>): Promise<T> =>
  withWorker(temporal, SHARED_TASK_QUEUE, createBothActivities(), () =>
    serving(request, 'primary', overrides, (primary) =>
      serving(request, 'standby', overrides, (standby) => work({ primary, standby })),
    ),
  );

const handleOf = ({ primary }: BothRequest): WorkflowHandle =>
  temporal.environment.client.workflow.getHandle(pairWorkflowId(primary.pair.cluster, primary.pair.peer));

const sideOf = (request: BothRequest, side: 'primary' | 'standby'): WorkflowHandle =>
  temporal.environment.client.workflow.getHandle(actionWorkflowId(request[side].pair.cluster));

/** As `sdr start --both` does it; answers when neither side goes on by itself. */
const startBoth = (request: BothRequest): Promise<BothState> =>
  temporal.environment.client.workflow.executeUpdateWithStart(bothStartUpdate, {
    args: [request],
    startWorkflowOperation: new WithStartWorkflowOperation<typeof start>('start', {
      workflowId: pairWorkflowId(request.primary.pair.cluster, request.standby.pair.cluster),
      taskQueue: SHARED_TASK_QUEUE,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    }),
  });

const until = async <S>(look: () => Promise<S>, holds: (state: S) => boolean): Promise<S> => {
  for (;;) {
    const state = await look();
    if (holds(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** The parent may not be there yet. */
const bothState = async (request: BothRequest, holds: (state: BothState) => boolean): Promise<void> => {
  await until(
    () =>
      handleOf(request)
        .query(bothStateQuery)
        .catch(() => undefined),
    (state) => state !== undefined && holds(state),
  );
};

describe('both sides as one', () => {
  test('are started as children that outlive their parent, and end together', async () => {
    const request = pairRequest();
    await servingAll(request, {}, async () => {
      expect(await startBoth(request)).toMatchObject({
        phase: 'done',
        sides: {
          primary: { report: { phase: 'done', status: 'archive' } },
          disaster_standby: { report: { phase: 'done', status: 'recovery' } },
        },
      });
      await handleOf(request).result();
      const { raw } = await sideOf(request, 'standby').describe();
      expect(raw.workflowExecutionInfo?.parentExecution?.workflowId).toBe(handleOf(request).workflowId);
    });
  });

  test('join a side that somebody had started before', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await servingAll(request, { waitForMainStandby: wait.activity }, async ({ primary }) => {
      const { client } = temporal.environment;
      const before = await plainStart(client, clusterTaskQueue(request.primary.pair.cluster), request.primary);
      await wait.began;
      const end = startBoth(request);
      await bothState(request, ({ sides }) => sides.disaster_standby.report?.phase === 'done');
      wait.release();
      expect(await end).toMatchObject({
        phase: 'done',
        sides: { primary: { report: { runId: before.firstExecutionRunId } } },
      });
      expect(primary.filter((call) => call === 'chooseHomeNode')).toHaveLength(1);
      await handleOf(request).result();
    });
  });

  test('wait for somebody when one parks; asked again, only that one runs again', async () => {
    const request = pairRequest();
    const overrides = { buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') };
    await servingAll(request, overrides, async ({ primary }) => {
      expect(await startBoth(request)).toMatchObject({
        phase: 'parked',
        sides: {
          primary: { report: { phase: 'done' } },
          disaster_standby: { report: { phase: 'parked', failure: { code: 'E_BUILD_FAILED' } } },
        },
      });
      primary.length = 0;
      expect(await startBoth({ ...request, by: 'bob' })).toMatchObject({
        phase: 'done',
        sides: { disaster_standby: { report: { entry: 2, status: 'recovery' } } },
        said: [{ verb: 'start' }, { verb: 'start', by: 'bob' }],
      });
      expect(primary).toEqual([]);
      await handleOf(request).result();
    });
  });

  test('go on together when a parked side is started again on its own', async () => {
    const request = pairRequest();
    const overrides = { buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') };
    await servingAll(request, overrides, async () => {
      await startBoth(request);
      await sideOf(request, 'standby').executeUpdate('retry', { args: [null] });
      expect(await handleOf(request).result()).toMatchObject({ phase: 'done' });
    });
  });

  test('are not started again where they stand already', async () => {
    const request = pairRequest();
    await servingAll(request, {}, async ({ primary, standby }) => {
      await startBoth(request);
      await handleOf(request).result();
      primary.length = 0;
      standby.length = 0;
      expect(await startBoth(request)).toMatchObject({ phase: 'done' });
      expect([primary, standby]).toEqual([[], []]);
      await handleOf(request).result();
    });
  });
});

describe('a side that does not answer', () => {
  test('is named with what to do, and joins in when it answers', async () => {
    const request = pairRequest();
    await withWorker(temporal, SHARED_TASK_QUEUE, createBothActivities(), () =>
      serving(request, 'primary', {}, async () => {
        const end = startBoth(request);
        await bothState(request, (state) => state.sides.disaster_standby.silent !== undefined);
        const { sides } = await handleOf(request).query(bothStateQuery);
        expect(sides.disaster_standby.silent).toMatchObject({
          why: `no worker of ${request.standby.pair.cluster} asks for work`,
          hint: expect.stringContaining(`sdr worker --cluster ${request.standby.pair.cluster}`),
        });
        expect(sides.primary.silent).toBeUndefined();
        await serving(request, 'standby', {}, async () => {
          expect(await end).toMatchObject({
            phase: 'done',
            sides: { disaster_standby: { report: { phase: 'done' } } },
          });
          await handleOf(request).result();
        });
      }),
    );
  });

  test('that refuses is told with its code, and asked again on the next start', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const { client } = temporal.environment;
      const other = { ...request.primary, pair: { ...request.primary.pair, peer: named('elsewhere') } };
      const blocking = await plainStart(client, clusterTaskQueue(request.primary.pair.cluster), other);
      await wait.began;
      expect(await startBoth(request)).toMatchObject({
        phase: 'parked',
        sides: { primary: { refused: { code: 'E_OTHER_START' } }, disaster_standby: { report: { phase: 'done' } } },
      });
      wait.release();
      await blocking.result();
      expect(await startBoth(request)).toMatchObject({ phase: 'done' });
      await handleOf(request).result();
    });
  });
});

describe('ending the parent', () => {
  test('by cancelling it ends no side', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const end = startBoth(request);
      end.catch(() => undefined);
      await wait.began;
      await handleOf(request).cancel();
      await expect(handleOf(request).result()).rejects.toThrow();
      expect(await sideOf(request, 'primary').query(stateQuery)).toMatchObject({ phase: 'running' });
      wait.release();
      expect(await sideOf(request, 'primary').result()).toMatchObject({ phase: 'done', status: 'archive' });
    });
  });

  test('by an abort aborts both, the standby first', async () => {
    const request = pairRequest();
    const [wait, build] = [held('waitForMainStandby'), held('buildMainStandby')];
    const overrides = { waitForMainStandby: wait.activity, buildMainStandby: build.activity };
    await servingAll(request, overrides, async () => {
      const end = startBoth(request);
      await Promise.all([wait.began, build.began]);
      const state = await handleOf(request).executeUpdate(bothAbortUpdate, {
        args: [{ by: 'ann', reason: 'wrong day' }],
      });
      expect(state).toMatchObject({
        phase: 'aborted',
        sides: {
          primary: { report: { phase: 'aborted', status: 'normal' } },
          disaster_standby: { report: { phase: 'aborted', status: 'restore_fail' } },
        },
      });
      const endedAt = (role: 'primary' | 'disaster_standby'): string => state.sides[role].report?.endedAt ?? '';
      expect(endedAt('disaster_standby') < endedAt('primary')).toBe(true);
      expect(await end).toMatchObject({ phase: 'aborted' });
      const side = (await sideOf(request, 'standby').result()) as RunState;
      expect(side.abort).toMatchObject({ by: 'ann', reason: 'wrong day' });
      await handleOf(request).result();
    });
  });

  test('a start of other clusters under the same parent is refused', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const end = startBoth(request);
      await wait.began;
      const swapped = { ...request, primary: { ...request.primary, role: 'disaster_standby' as const } };
      expect(await refusal(startBoth(swapped))).toMatchObject({ code: 'E_OTHER_START' });
      wait.release();
      await end;
      await handleOf(request).result();
    });
  });

  test('for a runbook it fails with the code of the side that failed, and leaves the other, which waits for it', async () => {
    const request = pairRequest({ onFailure: 'fail' });
    const wait = held('waitForMainStandby');
    const overrides = { buildMainStandby: failing('E_BUILD_FAILED'), waitForMainStandby: wait.activity };
    await servingAll(request, overrides, async () => {
      const handle = await temporal.environment.client.workflow.start<typeof start>('start', {
        workflowId: handleOf(request).workflowId,
        taskQueue: SHARED_TASK_QUEUE,
        args: [request],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type: 'E_BUILD_FAILED', details: [{ phase: 'failed' }] },
      });
      expect(await sideOf(request, 'primary').query(stateQuery)).toMatchObject({ phase: 'running' });
      wait.release();
      expect(await sideOf(request, 'primary').result()).toMatchObject({ phase: 'done' });
    });
  });
});
