import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StartRequest } from '../../domain/start/request.js';
import type { RunState } from '../../domain/start/run-state.js';
import { failing, failingTimes, recordingActivities } from '../support/recording-activities.js';
import { sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { comparable } from './comparable.js';

/**
 * The worker dies behind every event of a run: one without any memory makes each task's run anew from its history. What
 * it asks for must be what it had asked for, and the end the same as that of a worker that remembers.
 */
let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;

interface Story {
  readonly role: StartRequest['role'];
  readonly overrides: () => Overrides;
  readonly told: (start: (changes?: Partial<StartRequest>) => Promise<RunState>) => Promise<RunState>;
}

const STORIES: Readonly<Record<string, Story>> = {
  'a primary’s start': { role: 'primary', overrides: () => ({}), told: (start) => start() },
  'a failure in step 2': {
    role: 'primary',
    overrides: () => ({ checkCluster: failing('E_CLUSTER_NOT_NORMAL') }),
    told: (start) => start(),
  },
  'a standby’s start, a failed build, and the start again': {
    role: 'disaster_standby',
    overrides: () => ({ buildCascadeStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildCascadeStandby') }),
    told: async (start) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'restore_fail' });
      return start();
    },
  },
};

const play = async ({ role, overrides, told }: Story, cached: number) => {
  const taskQueue = ownTaskQueue();
  const { client } = temporal.environment;
  const request = startRequest(role);
  const { activities, calls } = recordingActivities(overrides());
  const state = await withWorker(
    temporal,
    taskQueue,
    activities,
    () => told((changes = {}) => sdrStart(client, taskQueue, { ...request, ...changes })),
    { maxCachedWorkflows: cached },
  );
  return { state: comparable(state), calls };
};

test.each(Object.keys(STORIES))('%s ends the same when its worker dies behind every event', async (name) => {
  const story = STORIES[name]!;
  expect(await play(story, 0)).toEqual(await play(story, 100));
});
