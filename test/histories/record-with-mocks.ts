import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { actionWorkflowId } from '../../domain/names.js';
import type { StartRequest } from '../../domain/start/request.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, sdrAbort, sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { keep } from './keep.js';

/**
 * Stories of a start, played on a real server with activities that do nothing. Not a test: `npm run record-histories`
 * runs it, and test/workflows/replay.test.ts replays what it keeps.
 */
type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

interface Stage {
  /** As `sdr start`: starts, goes on or joins. */
  readonly start: (changes?: Partial<StartRequest>) => ReturnType<typeof sdrStart>;
  /** The current run. */
  readonly run: () => WorkflowHandle;
}

const play = async (
  role: StartRequest['role'],
  overrides: Overrides,
  story: (stage: Stage) => Promise<void>,
): Promise<void> => {
  const request = startRequest(role);
  const taskQueue = ownTaskQueue();
  const { client } = temporal.environment;
  await withWorker(temporal, taskQueue, recordingActivities(overrides).activities, () =>
    story({
      start: (changes = {}) => sdrStart(client, taskQueue, { ...request, ...changes }),
      run: () => client.workflow.getHandle(actionWorkflowId(request.pair.cluster)),
    }),
  );
};

const ROLES = { primary: 'primary', standby: 'disaster_standby' } as const;

for (const [name, role] of Object.entries(ROLES)) {
  test(`${name}-done`, () =>
    play(role, {}, async ({ start, run }) => {
      expect(await start()).toMatchObject({ phase: 'done' });
      await keep(`${name}-done`, run());
    }));
}

test('planned', () =>
  play('primary', {}, async ({ start, run }) => {
    expect(await start({ plan: 'abc' })).toMatchObject({ phase: 'done' });
    await keep('planned', run());
  }));

test('plain-start', async () => {
  const request = startRequest('primary');
  const taskQueue = ownTaskQueue();
  await withWorker(temporal, taskQueue, recordingActivities().activities, async () => {
    const run = await plainStart(temporal.environment.client, taskQueue, request);
    expect(await run.result()).toMatchObject({ phase: 'done' });
    await keep('plain-start', run);
  });
});

test('failed-in-step-2', () =>
  play('primary', { checkCluster: failing('E_CLUSTER_NOT_NORMAL') }, async ({ start, run }) => {
    expect(await start()).toMatchObject({ phase: 'failed' });
    await keep('failed-in-step-2', run());
  }));

test('parked-and-re-entered', () =>
  play(
    'disaster_standby',
    { buildCascadeStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildCascadeStandby') },
    async ({ start, run }) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'restore_fail' });
      expect(await start()).toMatchObject({ phase: 'done', entry: 2 });
      await keep('parked-and-re-entered', run());
    },
  ));

test('begun-anew', () =>
  play('primary', { keepWal: failingTimes(1, 'E_COMMAND_FAILED', 'keepWal') }, async ({ start, run }) => {
    expect(await start()).toMatchObject({ phase: 'parked' });
    expect(await start({ fresh: true })).toMatchObject({ phase: 'done', entry: 2 });
    await keep('begun-anew', run());
  }));

test('wait-timed-out', () =>
  play(
    'primary',
    { waitForMainStandby: failingTimes(1, 'E_MAIN_STANDBY_TIMEOUT', 'waitForMainStandby') },
    async ({ start, run }) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'backup_fail' });
      expect(await start({ timeOutSeconds: 60 })).toMatchObject({ phase: 'done', status: 'archive' });
      await keep('wait-timed-out', run());
    },
  ));

test('ended-for-a-runbook', () =>
  play('primary', { keepWal: failing('E_COMMAND_FAILED') }, async ({ start, run }) => {
    expect(await start({ onFailure: 'fail' })).toMatchObject({ phase: 'failed' });
    await keep('ended-for-a-runbook', run());
  }));

const ABORTS = {
  'aborted-in-step-2': ['primary', 'checkCluster', 'normal'],
  'aborted-while-waiting': ['primary', 'waitForMainStandby', 'normal'],
  'aborted-before-the-build': ['disaster_standby', 'setCmMode', 'normal'],
  'aborted-in-the-build': ['disaster_standby', 'buildMainStandby', 'restore_fail'],
} as const;

for (const [story, [role, part, status]] of Object.entries(ABORTS)) {
  test(story, async () => {
    const hang = held(part);
    await play(role, { [part]: hang.activity }, async ({ start, run }) => {
      const started = start();
      await hang.began;
      expect(await sdrAbort(run(), { reason: 'wrong day' })).toMatchObject({ phase: 'aborted', status });
      await started;
      await keep(story, run());
    });
  });
}

test('cancelled', async () => {
  const hang = held('waitForMainStandby');
  await play('primary', { waitForMainStandby: hang.activity }, async ({ start, run }) => {
    const started = start();
    await hang.began;
    await run().cancel();
    await expect(run().result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await started.catch(() => undefined);
    await keep('cancelled', run());
  });
});
