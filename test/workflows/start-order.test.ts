import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { START_STEPS, isAsked, isFor } from '../../domain/start/steps.js';
import type { Role } from '../../domain/roles.js';
import { recordingActivities } from '../support/recording-activities.js';
import { plainStart, sdrStart } from '../support/start-client.js';
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

const runBy = async (role: Role) => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities();
  return withWorker(temporal, taskQueue, activities, async (logged) => {
    const handle = await plainStart(temporal.environment.client, taskQueue, startRequest(role));
    return { state: await handle.result(), calls, logged, handle };
  });
};

/** What the step table says a role does, in order; cascades as the mock cluster has them. */
const tableOrder = (role: Role): string[] =>
  START_STEPS.flatMap((step) =>
    step.sequence.filter((item) => isFor(item, role) && isAsked(item, startRequest(role))),
  ).flatMap((item) => {
    if (item.kind === 'status') return [`publishStatus ${item.status}`];
    if (item.part === 'buildMainStandby') return ['buildMainStandby 6001'];
    if (item.part === 'buildCascadeStandby') return ['buildCascadeStandby 6002', 'buildCascadeStandby 6003'];
    return [item.part];
  });

describe.each(['primary', 'disaster_standby'] as const)('a start as %s', (role) => {
  test('does every part of the step table once and in its order', async () => {
    const { calls } = await runBy(role);
    expect(calls).toEqual(tableOrder(role));
  });

  test('ends done, with every step recorded and timed', async () => {
    const { state } = await runBy(role);
    expect(state).toMatchObject({ phase: 'done', recorded: 8, status: role === 'primary' ? 'archive' : 'recovery' });
    expect(state.steps.map(({ outcome }) => outcome)).toEqual(state.steps.map(() => 'done'));
    for (const step of state.steps)
      expect(Date.parse(step.endedAt!)).toBeGreaterThanOrEqual(Date.parse(step.startedAt!));
  });

  test('can be found by cluster, role, status and phase', async () => {
    const { handle, state } = await runBy(role);
    const description = await handle.describe();
    expect(attributesOf(description)).toMatchObject({
      SdrCluster: state.request.pair.cluster,
      SdrPeer: state.request.pair.peer,
      SdrRole: role,
      SdrAction: 'start',
      SdrStatus: state.status,
      SdrPhase: 'done',
    });
    expect(description.memo).toMatchObject({ sdrRun: { phase: 'done', recorded: 8 } });
  });
});

test('the log has gs_sdr’s lines of the steps, word for word, also for what is the other side’s', async () => {
  const { logged } = await runBy('primary');
  const from = logged.indexOf('Start sixth step of streaming start.');
  expect(logged.slice(from)).toEqual([
    'Start sixth step of streaming start.',
    'Set cms guc [backup_open] to [2] not for mode:primary.',
    'Set cma guc [agent_backup_open] to [2] not for mode:primary.',
    'Streaming action:[start] record current step:[6_set_guc_step]',
    'Start seventh step of streaming start.',
    'Update query status [cluster] to [restore] not for mode:primary.',
    'Build dn step is not for mode:primary.',
    'Streaming action:[start] record current step:[7_build_dn_instance_step]',
    'Start eighth step of streaming start.',
    'Start cluster is not for mode:primary.',
    'Update query status [cluster] to [recovery] not for mode:primary.',
    'Streaming action:[start] record current step:[8_start_cluster_step]',
    'Start ninth step of streaming start.',
    'Successfully do streaming disaster recovery start.',
  ]);
});

test('an activity says in the Web UI which step it is and what it works on', async () => {
  const { handle } = await runBy('disaster_standby');
  const { events } = await handle.fetchHistory();
  const build = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'buildMainStandby',
  );
  expect(build?.activityTaskScheduledEventAttributes?.activityId).toBe(
    '7_build_dn_instance_step.buildMainStandby.dn_6001',
  );
  expect(Buffer.from(build?.userMetadata?.summary?.data ?? []).toString()).toBe(
    '"7_build_dn_instance_step · build the main standby · node1 dn_6001"',
  );
});

test('a start for the other role is refused before anything is done', async () => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities();
  await withWorker(temporal, taskQueue, activities, async () => {
    const request = startRequest('primary');
    const handle = await temporal.environment.client.workflow.start('startDisasterStandby', {
      workflowId: `sdr:${request.pair.cluster}`,
      taskQueue,
      args: [request],
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'E_USAGE' } });
  });
  expect(calls).toEqual([]);
});

test('two starts of the same cluster at once are one run, and both are told its end', async () => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities();
  await withWorker(temporal, taskQueue, activities, async () => {
    const request = startRequest('primary');
    const { client } = temporal.environment;
    const [one, other] = await Promise.all([
      sdrStart(client, taskQueue, request),
      sdrStart(client, taskQueue, request),
    ]);
    expect(one).toEqual(other);
  });
  expect(calls).toEqual(tableOrder('primary'));
});
