import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBothActivities } from '../../activities/index.js';
import type { Outcome, StartScope } from '../../activities/contract.js';
import type { BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../../domain/names.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { start } from '../../workflows/both/index.js';
import { bothAbortUpdate, bothStateQuery, stateQuery } from '../../workflows/messages.js';
import { pairRequest } from '../support/both-request.js';
import { bothOn, type BothServing } from '../support/both-serving.js';
import { done, failing, failingTimes, held } from '../support/recording-activities.js';
import { plainStart } from '../support/start-client.js';
import { named } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
let both: BothServing;
beforeAll(async () => {
  temporal = await temporalForTests();
  both = bothOn(temporal);
});
afterAll(() => temporal.environment.teardown());

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
      both
        .handleOf(request)
        .query(bothStateQuery)
        .catch(() => undefined),
    (state) => state !== undefined && holds(state),
  );
};

describe('both sides as one', () => {
  test('are started as children that outlive their parent, and end together', async () => {
    const request = pairRequest();
    await both.servingAll(request, {}, async () => {
      expect(await both.startBoth(request)).toMatchObject({
        phase: 'done',
        sides: {
          primary: { report: { phase: 'done', status: 'archive' } },
          disaster_standby: { report: { phase: 'done', status: 'recovery' } },
        },
      });
      await both.handleOf(request).result();
      const { raw } = await both.sideOf(request, 'standby').describe();
      expect(raw.workflowExecutionInfo?.parentExecution?.workflowId).toBe(both.handleOf(request).workflowId);
    });
  });

  test('join a side that somebody had started before', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await both.servingAll(request, { waitForMainStandby: wait.activity }, async ({ primary }) => {
      const { client } = temporal.environment;
      const before = await plainStart(client, clusterTaskQueue(request.primary.pair.cluster), request.primary);
      await wait.began;
      const end = both.startBoth(request);
      await bothState(request, ({ sides }) => sides.disaster_standby.report?.phase === 'done');
      wait.release();
      expect(await end).toMatchObject({
        phase: 'done',
        sides: { primary: { report: { runId: before.firstExecutionRunId } } },
      });
      expect(primary.filter((call) => call === 'chooseHomeNode')).toHaveLength(1);
      await both.handleOf(request).result();
    });
  });

  test('wait for somebody when one parks; asked again, only that one runs again', async () => {
    const request = pairRequest();
    const overrides = { buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') };
    await both.servingAll(request, overrides, async ({ primary }) => {
      expect(await both.startBoth(request)).toMatchObject({
        phase: 'parked',
        sides: {
          primary: { report: { phase: 'done' } },
          disaster_standby: { report: { phase: 'parked', failure: { code: 'E_BUILD_FAILED' } } },
        },
      });
      primary.length = 0;
      expect(await both.startBoth({ ...request, by: 'bob' })).toMatchObject({
        phase: 'done',
        sides: { disaster_standby: { report: { entry: 2, status: 'recovery' } } },
        said: [{ verb: 'start' }, { verb: 'start', by: 'bob' }],
      });
      expect(primary).toEqual([]);
      await both.handleOf(request).result();
    });
  });

  test('go on together when a parked side is started again on its own', async () => {
    const request = pairRequest();
    const overrides = { buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') };
    await both.servingAll(request, overrides, async () => {
      await both.startBoth(request);
      await both.sideOf(request, 'standby').executeUpdate('retry', { args: [null] });
      expect(await both.handleOf(request).result()).toMatchObject({ phase: 'done' });
    });
  });

  test('are not started again where they stand already', async () => {
    const request = pairRequest();
    await both.servingAll(request, {}, async ({ primary, standby }) => {
      await both.startBoth(request);
      await both.handleOf(request).result();
      primary.length = 0;
      standby.length = 0;
      expect(await both.startBoth(request)).toMatchObject({ phase: 'done' });
      expect([primary, standby]).toEqual([[], []]);
      await both.handleOf(request).result();
    });
  });
});

describe('a side that was started once more although it stood', () => {
  test('stands all the same', async () => {
    const request = pairRequest();
    let stands = false;
    const openWorkspace = (scope: StartScope): Promise<Outcome> =>
      stands ? failing('E_ALREADY_RELATED')(scope) : Promise.resolve(done('openWorkspace'));
    await both.servingAll(request, { openWorkspace }, async () => {
      await both.startBoth(request);
      await both.handleOf(request).result();
      stands = true;
      const { cluster } = request.primary.pair;
      const needless = await plainStart(temporal.environment.client, clusterTaskQueue(cluster), request.primary);
      await expect(needless.result()).rejects.toThrow();
      expect(await both.startBoth(request)).toMatchObject({ phase: 'done' });
      await both.handleOf(request).result();
    });
  });
});

describe('a side that does not answer', () => {
  test('is named with what to do, and joins in when it answers', async () => {
    const request = pairRequest();
    await withWorker(temporal, SHARED_TASK_QUEUE, createBothActivities(), () =>
      both.serving(request, 'primary', {}, async () => {
        const end = both.startBoth(request);
        await bothState(request, (state) => state.sides.disaster_standby.silent !== undefined);
        const { sides } = await both.handleOf(request).query(bothStateQuery);
        expect(sides.disaster_standby.silent).toMatchObject({
          why: `no worker of ${request.standby.pair.cluster} asks for work`,
          hint: expect.stringContaining(`sdr worker --cluster ${request.standby.pair.cluster}`),
        });
        expect(sides.primary.silent).toBeUndefined();
        await both.serving(request, 'standby', {}, async () => {
          expect(await end).toMatchObject({
            phase: 'done',
            sides: { disaster_standby: { report: { phase: 'done' } } },
          });
          await both.handleOf(request).result();
        });
      }),
    );
  });

  test('that refuses is told with its code, and asked again on the next start', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await both.servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const { client } = temporal.environment;
      const other = { ...request.primary, pair: { ...request.primary.pair, peer: named('elsewhere') } };
      const blocking = await plainStart(client, clusterTaskQueue(request.primary.pair.cluster), other);
      await wait.began;
      expect(await both.startBoth(request)).toMatchObject({
        phase: 'parked',
        sides: { primary: { refused: { code: 'E_OTHER_START' } }, disaster_standby: { report: { phase: 'done' } } },
      });
      wait.release();
      await blocking.result();
      expect(await both.startBoth(request)).toMatchObject({ phase: 'done' });
      await both.handleOf(request).result();
    });
  });
});

describe('ending the parent', () => {
  test('by cancelling it ends no side', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await both.servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const end = both.startBoth(request);
      end.catch(() => undefined);
      await wait.began;
      await both.handleOf(request).cancel();
      await expect(both.handleOf(request).result()).rejects.toThrow();
      expect(await both.sideOf(request, 'primary').query(stateQuery)).toMatchObject({ phase: 'running' });
      wait.release();
      expect(await both.sideOf(request, 'primary').result()).toMatchObject({ phase: 'done', status: 'archive' });
    });
  });

  test('by an abort aborts both, the standby first', async () => {
    const request = pairRequest();
    const [wait, build] = [held('waitForMainStandby'), held('buildMainStandby')];
    const overrides = { waitForMainStandby: wait.activity, buildMainStandby: build.activity };
    await both.servingAll(request, overrides, async () => {
      const end = both.startBoth(request);
      await Promise.all([wait.began, build.began]);
      const state = await both.handleOf(request).executeUpdate(bothAbortUpdate, {
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
      const side = (await both.sideOf(request, 'standby').result()) as RunState;
      expect(side.abort).toMatchObject({ by: 'ann', reason: 'wrong day' });
      await both.handleOf(request).result();
    });
  });

  test('a start of other clusters under the same parent is refused', async () => {
    const request = pairRequest();
    const wait = held('waitForMainStandby');
    await both.servingAll(request, { waitForMainStandby: wait.activity }, async () => {
      const end = both.startBoth(request);
      await wait.began;
      const swapped = { ...request, primary: { ...request.primary, role: 'disaster_standby' as const } };
      await expect(both.startBoth(swapped)).rejects.toMatchObject({ code: 'E_OTHER_START' });
      wait.release();
      await end;
      await both.handleOf(request).result();
    });
  });

  test('for a runbook it fails with the code of the side that failed, and leaves the other, which waits for it', async () => {
    const request = pairRequest({ onFailure: 'fail' });
    const wait = held('waitForMainStandby');
    const overrides = { buildMainStandby: failing('E_BUILD_FAILED'), waitForMainStandby: wait.activity };
    await both.servingAll(request, overrides, async () => {
      const handle = await temporal.environment.client.workflow.start<typeof start>('start', {
        workflowId: both.handleOf(request).workflowId,
        taskQueue: SHARED_TASK_QUEUE,
        args: [request],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type: 'E_BUILD_FAILED', details: [{ phase: 'failed' }] },
      });
      expect(await both.sideOf(request, 'primary').query(stateQuery)).toMatchObject({ phase: 'running' });
      wait.release();
      expect(await both.sideOf(request, 'primary').result()).toMatchObject({ phase: 'done' });
    });
  });
});
