import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { createBothActivities, createMonitorActivities } from '../../activities/index.js';
import { MONITOR_DEFAULTS } from '../../domain/monitor/settings.js';
import { MONITOR_TYPE, SHARED_TASK_QUEUE, clusterTaskQueue, pairWorkflowId } from '../../domain/names.js';
import type { start } from '../../workflows/both/index.js';
import type { monitor } from '../../workflows/monitor/index.js';
import { bothStartUpdate, monitorStateQuery } from '../../workflows/messages.js';
import { recordingActivities } from '../support/recording-activities.js';
import { pairRequest } from '../support/both-request.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { keep } from './keep.js';

/** Stories of what belongs to both clusters. Not a test: `npm run record-histories` runs it. */
let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

const answering = (hadrClusterStat: string) => ({
  queryRelationship: () =>
    Promise.resolve({ hadrClusterStat, hadrFailoverStat: '', hadrSwitchoverStat: '', rpo: '1', rto: '1' }),
});

test('both-sides', async () => {
  const request = pairRequest();
  const { cluster, peer } = request.primary.pair;
  const { client } = temporal.environment;
  const side = { ...recordingActivities().activities, ...answering('archive') };
  await withWorker(temporal, SHARED_TASK_QUEUE, createBothActivities(), () =>
    withWorker(temporal, clusterTaskQueue(cluster), side, () =>
      withWorker(temporal, clusterTaskQueue(peer), side, async () => {
        const startWorkflowOperation = new WithStartWorkflowOperation<typeof start>('start', {
          workflowId: pairWorkflowId(cluster, peer),
          taskQueue: SHARED_TASK_QUEUE,
          args: [request],
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
        const state = await client.workflow.executeUpdateWithStart(bothStartUpdate, {
          args: [request],
          startWorkflowOperation,
        });
        expect(state).toMatchObject({ phase: 'done' });
        const run = client.workflow.getHandle(pairWorkflowId(cluster, peer));
        await run.result();
        await keep('both-sides', run);
      }),
    ),
  );
});

test('monitor', async () => {
  const pair = pairFor('primary');
  const settings = { ...MONITOR_DEFAULTS, pair, hadrUser: 'hadr', everySeconds: 1, checkEverySeconds: 0 };
  const { client } = temporal.environment;
  await withWorker(temporal, SHARED_TASK_QUEUE, createMonitorActivities({ url: undefined }), () =>
    withWorker(temporal, clusterTaskQueue(pair.cluster), answering('archive'), () =>
      withWorker(temporal, clusterTaskQueue(pair.peer), answering('recovery_fail'), async () => {
        const run = await client.workflow.start<typeof monitor>(MONITOR_TYPE, {
          workflowId: `${pairWorkflowId(pair.cluster, pair.peer)}:monitor`,
          taskQueue: SHARED_TASK_QUEUE,
          args: [settings],
        });
        const rounds = new Set<string>();
        while (rounds.size < 3) rounds.add((await run.query(monitorStateQuery)).at ?? '');
        await run.cancel();
        await expect(run.result()).rejects.toThrow();
        await keep('monitor', run);
      }),
    ),
  );
});
