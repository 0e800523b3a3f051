import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { isEnd, type Message, type RunState } from '../../domain/start/run-state.js';
import type { StartRequest } from '../../domain/start/request.js';
import { pauseUpdate, resumeUpdate, retryUpdate, skipUpdate, stateQuery } from '../../workflows/messages.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal, sdrAbort } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import {
  attributesOf,
  ownTaskQueue,
  temporalForTests,
  withWorker,
  type TemporalForTests,
} from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;
type Update = typeof pauseUpdate;

const say = (handle: WorkflowHandle, update: Update, message: Message | null = null): Promise<RunState> =>
  handle.executeUpdate(update, { args: [message] });

/** A run whose activities are these, for as long as the scenario lasts. */
const running = async (
  request: StartRequest,
  overrides: Overrides,
  scenario: (handle: WorkflowHandle, calls: string[]) => Promise<void>,
): Promise<void> => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities(overrides);
  await withWorker(temporal, taskQueue, activities, async () =>
    scenario(await plainStart(temporal.environment.client, taskQueue, request), calls),
  );
};

const phaseIs = async (handle: WorkflowHandle, phase: RunState['phase']): Promise<RunState> => {
  for (;;) {
    const state = await handle.query(stateQuery);
    if (state.phase === phase) return state;
    if (isEnd(state.phase)) throw new Error(`it ended ${state.phase}, and never was ${phase}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('a pause', () => {
  test('that comes while the run looks for an earlier one is not lost', async () => {
    const part = held('recallLastRun');
    await running(startRequest('primary'), { recallLastRun: part.activity }, async (handle, calls) => {
      await part.began;
      await say(handle, pauseUpdate, { by: 'ann', reason: 'not yet' });
      part.release();
      expect(await phaseIs(handle, 'paused')).toMatchObject({ pause: { by: 'ann' } });
      expect(calls.at(-1)).toBe('recallLastRun');
      await say(handle, resumeUpdate, { by: 'ann' });
      expect(await handle.result()).toMatchObject({ phase: 'done' });
    });
  });

  test('lets the running part end and halts before the next; resume goes on there', async () => {
    const part = held('checkCluster');
    await running(startRequest('primary'), { checkCluster: part.activity }, async (handle, calls) => {
      await part.began;
      expect(await say(handle, pauseUpdate, { by: 'ann', reason: 'lunch' })).toMatchObject({ phase: 'running' });
      part.release();
      const state = await phaseIs(handle, 'paused');
      expect(state).toMatchObject({ pause: { by: 'ann', reason: 'lunch' } });
      expect(calls.at(-1)).toBe('checkCluster');
      expect(attributesOf(await handle.describe())).toMatchObject({ SdrPhase: 'paused' });
      await say(handle, resumeUpdate, { by: 'bob' });
      expect(await handle.result()).toMatchObject({
        phase: 'done',
        said: [{ verb: 'start' }, { verb: 'pause', by: 'ann', reason: 'lunch' }, { verb: 'resume', by: 'bob' }],
      });
    });
  });

  test('does not keep an abort waiting', async () => {
    const part = held('checkCluster');
    await running(startRequest('primary'), { checkCluster: part.activity }, async (handle) => {
      await part.began;
      await say(handle, pauseUpdate);
      part.release();
      await phaseIs(handle, 'paused');
      expect(await sdrAbort(handle)).toMatchObject({ phase: 'aborted' });
      await handle.result();
    });
  });

  test('of a run that is parked, and resume of one that nobody paused, are refused', async () => {
    await running(startRequest('primary'), { keepWal: failing('E_COMMAND_FAILED') }, async (handle) => {
      await phaseIs(handle, 'parked');
      expect(await refusal(say(handle, pauseUpdate))).toMatchObject({ code: 'E_NOT_RUNNING' });
      expect(await refusal(say(handle, resumeUpdate))).toMatchObject({ code: 'E_NOT_RUNNING' });
      await sdrAbort(handle);
      await handle.result();
    });
  });
});

test('what is said in no way that can be noted is refused, with the way to say it; nothing at all will do', async () => {
  await running(
    startRequest('primary'),
    { keepWal: failingTimes(1, 'E_COMMAND_FAILED', 'keepWal') },
    async (handle) => {
      await phaseIs(handle, 'parked');
      for (const input of ['now', 7, ['now'], { by: 7 }]) {
        const { code, message } = await refusal(handle.executeUpdate('retry', { args: [input] }));
        expect({ code, message }).toMatchObject({ code: 'E_USAGE', message: expect.stringContaining('{"reason": ') });
      }
      expect(await refusal(handle.executeUpdate('start'))).toMatchObject({
        code: 'E_USAGE',
        message: expect.stringContaining('retry'),
      });
      expect(await handle.executeUpdate('retry')).toMatchObject({ phase: 'done' });
      await handle.result();
    },
  );
});

describe('skip', () => {
  test('does without the check that failed, for this step only, and goes on behind it', async () => {
    const overrides = { checkDataConnection: failing('E_PEER_UNREACHABLE') };
    await running(startRequest('disaster_standby'), overrides, async (handle, calls) => {
      await phaseIs(handle, 'parked');
      calls.length = 0;
      const state = await say(handle, skipUpdate, { by: 'ann', reason: 'ICMP is closed' });
      expect(state).toMatchObject({ phase: 'done', status: 'recovery', without: [] });
      expect(calls).not.toContain('checkDataConnection');
      expect(calls).toContain('buildMainStandby 6001');
      const parts = state.steps.flatMap((step) => step.parts);
      expect(parts.find(({ part }) => part === 'checkDataConnection')).toMatchObject({ outcome: 'skipped' });
      await handle.result();
    });
  });

  test('of a build is refused and names what failed', async () => {
    const overrides = { buildMainStandby: failing('E_BUILD_FAILED') };
    await running(startRequest('disaster_standby'), overrides, async (handle) => {
      await phaseIs(handle, 'parked');
      const { code, message } = await refusal(say(handle, skipUpdate));
      expect(code).toBe('E_NOT_SKIPPABLE');
      expect(message).toContain('buildMainStandby');
      await sdrAbort(handle);
      await handle.result();
    });
  });

  test('of a run that is not parked is refused', async () => {
    const part = held('checkCluster');
    await running(startRequest('primary'), { checkCluster: part.activity }, async (handle) => {
      await part.began;
      expect(await refusal(say(handle, skipUpdate))).toMatchObject({ code: 'E_NOT_SKIPPABLE' });
      part.release();
      await handle.result();
    });
  });
});

test('who retried, when and why stands in the run', async () => {
  await running(
    startRequest('primary', { by: 'ann' }),
    { keepWal: failingTimes(1, 'E_COMMAND_FAILED', 'keepWal') },
    async (handle) => {
      await phaseIs(handle, 'parked');
      const state = await say(handle, retryUpdate, { by: 'bob', reason: 'disk freed' });
      expect(state.said).toMatchObject([
        { verb: 'start', by: 'ann' },
        { verb: 'retry', by: 'bob', reason: 'disk freed', at: expect.stringMatching(/^\d{4}-/) },
      ]);
      await handle.result();
    },
  );
});
