import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { actionWorkflowId } from '../../domain/names.js';
import { failingTimes, recordingActivities } from '../support/recording-activities.js';
import { sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { keep } from './keep.js';

/**
 * The story of a run that continues as new while it is parked, on a server that suggests it early; others do so after
 * some thousand events. Not a test: `npm run record-histories` runs it.
 */
const SUGGESTED_AT = 50;

let temporal: TemporalForTests;
beforeAll(async () => {
  const setting = `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AT}`;
  temporal = await temporalForTests(['--dynamic-config-value', setting]);
});
afterAll(() => temporal.environment.teardown());

test('turned-over-while-parked', async () => {
  const request = startRequest('primary');
  const taskQueue = ownTaskQueue();
  const { client } = temporal.environment;
  const { activities } = recordingActivities({
    waitForMainStandby: failingTimes(1, 'E_MAIN_STANDBY_TIMEOUT', 'waitForMainStandby'),
  });
  await withWorker(temporal, taskQueue, activities, async () => {
    const run = client.workflow.getHandle(actionWorkflowId(request.pair.cluster));
    const start = () => sdrStart(client, taskQueue, request);
    const parked = await start();
    expect(parked).toMatchObject({ phase: 'parked' });
    expect(await start()).toMatchObject({ phase: 'done', entry: 2 });
    const { runId: second } = await run.describe();
    expect(second).not.toBe(parked.firstRunId);
    await keep('turned-over-while-parked.1', client.workflow.getHandle(run.workflowId, parked.firstRunId));
    await keep('turned-over-while-parked.2', client.workflow.getHandle(run.workflowId, second));
  });
});
