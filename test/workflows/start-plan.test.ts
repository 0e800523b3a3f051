import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunState } from '../../domain/start/run-state.js';
import { retryUpdate } from '../../workflows/messages.js';
import { actionWorkflowId } from '../../domain/names.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { refusal, sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

/** A cluster whose activities are these; it is started with or without a plan, and told to go on. */
const withCluster = async (
  overrides: Parameters<typeof recordingActivities>[0],
  scenario: (asked: {
    readonly start: (plan?: string) => Promise<RunState>;
    readonly retry: () => Promise<RunState>;
    readonly calls: string[];
  }) => Promise<void>,
): Promise<void> => {
  const taskQueue = ownTaskQueue();
  const request = startRequest('primary');
  const { client } = temporal.environment;
  const { activities, calls } = recordingActivities(overrides);
  await withWorker(temporal, taskQueue, activities, () =>
    scenario({
      start: (plan) => sdrStart(client, taskQueue, { ...request, ...(plan !== undefined && { plan }) }),
      retry: () =>
        client.workflow
          .getHandle(actionWorkflowId(request.pair.cluster))
          .executeUpdate(retryUpdate, { args: [{ by: 'ann' }] }),
      calls,
    }),
  );
};

describe('a start that insists on a plan', () => {
  test('compares before it does anything else', async () => {
    await withCluster({}, async ({ start, calls }) => {
      expect(await start('abc')).toMatchObject({ phase: 'done', request: { plan: 'abc' } });
      expect(calls.slice(0, 2)).toEqual(['comparePlan', 'chooseHomeNode']);
    });
  });

  test('does nothing at all when something else would be done, and frees the cluster', async () => {
    await withCluster({ comparePlan: failing('E_PLAN_DIFFERS') }, async ({ start, calls }) => {
      expect(await start('abc')).toMatchObject({ phase: 'failed', failure: { code: 'E_PLAN_DIFFERS' } });
      expect(calls).toEqual(['comparePlan']);
      expect(await start()).toMatchObject({ phase: 'done' });
    });
  });

  test('parks again, as it was, when it was parked and something else would be done', async () => {
    const overrides = {
      waitForMainStandby: failingTimes(1, 'E_MAIN_STANDBY_TIMEOUT', 'waitForMainStandby'),
      comparePlan: failing('E_PLAN_DIFFERS'),
    };
    await withCluster(overrides, async ({ start, retry, calls }) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'backup_fail', recorded: 7 });
      calls.length = 0;
      const differing = { phase: 'parked', status: 'backup_fail', recorded: 7, failure: { code: 'E_PLAN_DIFFERS' } };
      expect(await start('abc')).toMatchObject(differing);
      expect(calls).toEqual(['comparePlan']);
      // A plan is for one entry: who says go on knows what was refused.
      expect(await retry()).toMatchObject({ phase: 'done', status: 'archive' });
    });
  });

  test('does not join one that is under way and did not insist on it', async () => {
    const part = held('checkCluster');
    await withCluster({ checkCluster: part.activity }, async ({ start }) => {
      const first = start();
      await part.began;
      const { code, message } = await refusal(start('abc'));
      expect([code, message]).toEqual(['E_PLAN_DIFFERS', expect.stringContaining('was not planned so')]);
      part.release();
      expect(await first).toMatchObject({ phase: 'done' });
    });
  });
});

test('a start without a plan compares none', async () => {
  await withCluster({}, async ({ start, calls }) => {
    await start();
    expect(calls).not.toContain('comparePlan');
  });
});
