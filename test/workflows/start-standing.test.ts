import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { StartRequest } from '../../domain/start/request.js';
import type { RunState } from '../../domain/start/run-state.js';
import { actionWorkflowId } from '../../domain/names.js';
import { stateQuery } from '../../workflows/messages.js';
import { failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal, sdrAbort, sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** What is asked of a start that has come so late that the relationship stands, or failed just before it did. */
let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

interface Stage {
  readonly calls: readonly string[];
  readonly run: WorkflowHandle;
  readonly begin: () => Promise<WorkflowHandle>;
  readonly start: (changes?: Partial<StartRequest>) => Promise<RunState>;
}

const play = async (
  role: StartRequest['role'],
  overrides: Parameters<typeof recordingActivities>[0],
  story: (stage: Stage) => Promise<void>,
): Promise<void> => {
  const request = startRequest(role);
  const taskQueue = ownTaskQueue();
  const { client } = temporal.environment;
  const { activities, calls } = recordingActivities(overrides);
  await withWorker(temporal, taskQueue, activities, () =>
    story({
      calls,
      run: client.workflow.getHandle(actionWorkflowId(request.pair.cluster)),
      begin: () => plainStart(client, taskQueue, request),
      start: (changes = {}) => sdrStart(client, taskQueue, { ...request, ...changes }),
    }),
  );
};

test.each([
  ['primary', 'archive'],
  ['disaster_standby', 'recovery'],
] as const)('a %s that cleans up is not aborted: its relationship stands', async (role, status) => {
  const cleaning = held('removeKeyFiles');
  await play(role, { removeKeyFiles: cleaning.activity }, async ({ begin, calls }) => {
    const run = await begin();
    await cleaning.began;
    expect(await refusal(sdrAbort(run))).toMatchObject({
      code: 'E_ALREADY_RELATED',
      message: expect.stringContaining(`its status is ${status}`),
    });
    cleaning.release();
    expect(await run.result()).toMatchObject({ phase: 'done', status });
    expect(calls.at(-1)).toBe('closeWorkspace');
  });
});

test('a start that is cancelled while it cleans up cleans up to its end', async () => {
  const cleaning = held('restoreWalKeep');
  await play('primary', { restoreWalKeep: cleaning.activity }, async ({ begin, calls }) => {
    const run = await begin();
    await cleaning.began;
    await run.cancel();
    cleaning.release();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect(await run.query(stateQuery)).toMatchObject({ phase: 'done', status: 'archive' });
    expect(calls.slice(-2)).toEqual(['removeKeyFiles', 'closeWorkspace']);
  });
});

test('a start parked in its clean-up is not begun anew; started again, it cleans up', async () => {
  const failsOnce = failingTimes(1, 'E_NODE_UNREACHABLE', 'closeWorkspace');
  await play('primary', { closeWorkspace: failsOnce }, async ({ start }) => {
    expect(await start()).toMatchObject({ phase: 'parked', status: 'archive' });
    expect(await refusal(start({ fresh: true }))).toMatchObject({ code: 'E_ALREADY_RELATED' });
    expect(await start()).toMatchObject({ phase: 'done', status: 'archive', entry: 2 });
  });
});

test('a start that was terminated in its clean-up is not begun anew either', async () => {
  const earlier: { state?: RunState } = {};
  const cleaning = held('removeKeyFiles');
  const recalled = () => Promise.resolve({ said: 'it was closed', ...(earlier.state && { earlier: earlier.state }) });
  await play(
    'primary',
    { removeKeyFiles: cleaning.activity, recallLastRun: recalled },
    async ({ begin, start, calls }) => {
      const run = await begin();
      await cleaning.began;
      earlier.state = await run.query(stateQuery);
      await run.terminate();
      cleaning.release();
      expect(await start({ fresh: true })).toMatchObject({ phase: 'failed', failure: { code: 'E_ALREADY_RELATED' } });
      expect(calls.filter((call) => call === 'putBack')).toEqual([]);
      expect(await start()).toMatchObject({ phase: 'done', status: 'archive' });
    },
  );
});

test('a standby that is not Normal after its start can be aborted: recovery_fail becomes restore_fail', async () => {
  const notNormal = failingTimes(1, 'E_NOT_RECOVERING', 'checkClusterState');
  await play('disaster_standby', { checkClusterState: notNormal }, async ({ start, run }) => {
    expect(await start()).toMatchObject({ phase: 'parked', status: 'recovery_fail' });
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'restore_fail' });
  });
});

test('a standby that is not Normal after its start can be begun anew, and its data is known to be gone', async () => {
  const notNormal = failingTimes(1, 'E_NOT_RECOVERING', 'checkClusterState');
  const keeps = failingTimes(1, 'E_COMMAND_FAILED', 'setRunMode');
  let first = true;
  await play(
    'disaster_standby',
    {
      checkClusterState: notNormal,
      setRunMode: (scope) => (first ? ((first = false), Promise.resolve({ said: 'done' })) : keeps(scope)),
    },
    async ({ start }) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'recovery_fail' });
      expect(await start({ fresh: true })).toMatchObject({ phase: 'parked', recorded: 4, facts: { erased: true } });
      expect(await start()).toMatchObject({ phase: 'done', status: 'recovery' });
    },
  );
});
