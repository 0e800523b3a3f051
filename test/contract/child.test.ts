import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker, bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import type { StartRequest } from '../../domain/start/request.js';
import { clusterTaskQueue } from '../../domain/names.js';
import { failing, recordingActivities } from '../support/recording-activities.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, quiet, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import type { protectPrimary } from './author.js';

/** A start as a step of somebody else's workflow, on a worker of theirs. */
let temporal: TemporalForTests;
let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  [temporal, bundle] = await Promise.all([
    temporalForTests(),
    bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('author.ts', import.meta.url)), logger: quiet }),
  ]);
});
afterAll(() => temporal.environment.teardown());

type Overrides = Parameters<typeof recordingActivities>[0];

const protect = async (request: StartRequest, overrides: Overrides = {}) => {
  const { client, nativeConnection: connection } = temporal.environment;
  const taskQueue = ownTaskQueue();
  const theirs = await Worker.create({ connection, taskQueue, workflowBundle: bundle });
  return withWorker(temporal, clusterTaskQueue(request.pair.cluster), recordingActivities(overrides).activities, () =>
    theirs.runUntil(
      client.workflow.execute<typeof protectPrimary>('protectPrimary', {
        workflowId: taskQueue,
        taskQueue,
        args: [request],
      }),
    ),
  );
};

test('a start as a child answers with the state it ended in', async () => {
  expect(await protect(startRequest('primary', { onFailure: 'fail' }))).toBe('archive');
});

test('a child that fails says with which code, what to do, and in which state it ended', async () => {
  const request = startRequest('primary', { onFailure: 'fail' });
  expect(await protect(request, { waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT', 'nobody came') })).toEqual({
    code: 'E_MAIN_STANDBY_TIMEOUT',
    message: 'nobody came',
    hint: expect.stringContaining('sdr start'),
    retry: 'never',
    details: [expect.objectContaining({ phase: 'failed', status: 'backup_fail', recorded: 7 })],
  });
});
