import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actionWorkflowId } from '../../domain/names.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal, sdrAbort, sdrStart } from '../support/start-client.js';
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

/** Starts, lets one part hang, and aborts as soon as it does. */
const abortedIn = async (role: 'primary' | 'disaster_standby', part: keyof Overrides) => {
  const request = startRequest(role);
  const taskQueue = ownTaskQueue();
  const hang = held(part);
  const { activities, calls } = recordingActivities({ [part]: hang.activity });
  return withWorker(temporal, taskQueue, activities, async () => {
    const handle = await plainStart(temporal.environment.client, taskQueue, request);
    await hang.began;
    const state = await sdrAbort(handle, { reason: 'wrong day', by: 'ann' });
    return {
      state,
      result: await handle.result(),
      after: calls.slice(calls.findIndex((call) => call.startsWith(part)) + 1),
    };
  });
};

test('an abort in step 2 puts back what was changed and ends', async () => {
  const { state, result, after } = await abortedIn('primary', 'checkCluster');
  expect(state).toEqual(result);
  expect(state).toMatchObject({ phase: 'aborted', status: 'normal', abort: { reason: 'wrong day', by: 'ann' } });
  expect(after).toEqual(['putBack', 'removeKeyFiles', 'dropWorkspace']);
});

test('an abort while the primary waits gives it back whole', async () => {
  const { state, after } = await abortedIn('primary', 'waitForMainStandby');
  expect(state).toMatchObject({ phase: 'aborted', status: 'normal' });
  expect(after).toEqual(['putBack', 'removeKeyFiles', 'publishStatus normal', 'dropWorkspace']);
});

test('an abort of the standby before its build starts the cluster again', async () => {
  const { state, after } = await abortedIn('disaster_standby', 'setCmMode');
  expect(state).toMatchObject({ phase: 'aborted', status: 'normal' });
  expect(after).toEqual(['putBack', 'removeKeyFiles', 'restartCluster', 'dropWorkspace']);
});

test('an abort after the build began stops it, restores the settings and leaves the datanodes down', async () => {
  const { state, after } = await abortedIn('disaster_standby', 'buildMainStandby');
  expect(state).toMatchObject({ phase: 'aborted', status: 'restore_fail' });
  expect(after).toEqual([
    'stopBuilds',
    'restorePgHba',
    'restorePgIdent',
    'putBack',
    'removeKeyFiles',
    'publishStatus restore_fail',
    'closeWorkspace',
  ]);
});

describe('a parked run', () => {
  test('can be aborted', async () => {
    const request = startRequest('primary');
    const taskQueue = ownTaskQueue();
    const { activities, calls } = recordingActivities({ keepWal: failing('E_COMMAND_FAILED') });
    await withWorker(temporal, taskQueue, activities, async () => {
      await sdrStart(temporal.environment.client, taskQueue, request);
      const handle = temporal.environment.client.workflow.getHandle(actionWorkflowId(request.pair.cluster));
      expect(await sdrAbort(handle)).toMatchObject({ phase: 'aborted' });
      expect(calls.at(-1)).toBe('dropWorkspace');
    });
  });

  test('stays parked when the abort fails, and can be aborted again', async () => {
    const request = startRequest('primary');
    const taskQueue = ownTaskQueue();
    const { activities } = recordingActivities({
      keepWal: failing('E_COMMAND_FAILED'),
      putBack: failingTimes(1, 'E_NODE_UNREACHABLE', 'putBack'),
    });
    await withWorker(temporal, taskQueue, activities, async () => {
      await sdrStart(temporal.environment.client, taskQueue, request);
      const handle = temporal.environment.client.workflow.getHandle(actionWorkflowId(request.pair.cluster));
      expect(await sdrAbort(handle)).toMatchObject({ phase: 'parked', failure: { code: 'E_NODE_UNREACHABLE' } });
      expect(await sdrAbort(handle)).toMatchObject({ phase: 'aborted' });
    });
  });
});

test('the Web UI’s Cancel is an abort, and the run closes as cancelled', async () => {
  const request = startRequest('primary');
  const taskQueue = ownTaskQueue();
  const hang = held('waitForMainStandby');
  const { activities, calls } = recordingActivities({ waitForMainStandby: hang.activity });
  await withWorker(temporal, taskQueue, activities, async () => {
    const handle = await plainStart(temporal.environment.client, taskQueue, request);
    await hang.began;
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(calls.slice(-4)).toEqual(['putBack', 'removeKeyFiles', 'publishStatus normal', 'dropWorkspace']);
    const description = await handle.describe();
    expect(description.status.name).toBe('CANCELLED');
    expect(attributesOf(description)).toMatchObject({ SdrPhase: 'aborted', SdrStatus: 'normal' });
  });
});

test('a start that is being aborted takes no second start', async () => {
  const request = startRequest('primary');
  const taskQueue = ownTaskQueue();
  const [wait, putBack] = [held('waitForMainStandby'), held('putBack')];
  const { activities } = recordingActivities({ waitForMainStandby: wait.activity, putBack: putBack.activity });
  await withWorker(temporal, taskQueue, activities, async () => {
    const { client } = temporal.environment;
    const handle = await plainStart(client, taskQueue, request);
    await wait.began;
    const aborting = sdrAbort(handle).catch(() => undefined);
    await putBack.began;
    expect(await refusal(sdrStart(client, taskQueue, request))).toMatchObject({ code: 'E_BUSY' });
    await handle.terminate();
    await aborting;
  });
});
