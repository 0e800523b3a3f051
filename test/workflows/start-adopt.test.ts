import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Adopted } from '../../activities/contract.js';
import type { StartRequest } from '../../domain/start/request.js';
import { failing, failingTimes, recordingActivities, snapshot } from '../support/recording-activities.js';
import { sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** A start that goes on from one of gs_sdr, on mocked activities. */
let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

const home = { ip: '10.2.1.2', name: 'node2' };

/** What is found of a standby whose builds failed. */
const found: Adopted = {
  said: 'adopted',
  adoption: {
    home,
    recorded: 6,
    recordedAs: '6_set_guc_step',
    status: 'restore_fail',
    snapshot,
    settings: [],
    erased: true,
  },
  before: [{ kind: 'ddb key', key: 'backup_open', value: '0' }],
  facts: { home, snapshot },
};

type Overrides = Parameters<typeof recordingActivities>[0];

const started = async (changes: Partial<StartRequest>, overrides: Overrides) => {
  const taskQueue = ownTaskQueue();
  const request = startRequest('disaster_standby', changes);
  const { activities, calls, scopes } = recordingActivities(overrides);
  const first = await withWorker(temporal, taskQueue, activities, () =>
    sdrStart(temporal.environment.client, taskQueue, request),
  );
  return { first, calls, scopes };
};

const adoptStart = () => Promise.resolve(found);
const ALWAYS = ['recordConfiguration', 'allowPeer', 'connectPeer'];

test('a start of gs_sdr goes on behind the step it recorded; what it records not, runs as at a re-entry', async () => {
  const { first, calls, scopes } = await started({ adopt: 'required' }, { adoptStart });
  expect(first).toMatchObject({
    phase: 'done',
    status: 'recovery',
    entry: 2,
    recorded: 8,
    facts: { adopted: { recordedAs: '6_set_guc_step', node: 'node2' }, home, before: found.before },
  });
  expect(calls.slice(0, 7)).toEqual([
    ...['chooseHomeNode', 'recallLastRun', 'adoptStart'],
    ...ALWAYS,
    'publishStatus restore',
  ]);
  expect(scopes.at(-1)).toMatchObject({ home, snapshot, before: found.before, erased: true });
});

test('when it fails it is parked, and later entries adopt nothing again', async () => {
  const taskQueue = ownTaskQueue();
  const request = startRequest('disaster_standby', { adopt: 'required' });
  const { activities, calls } = recordingActivities({
    adoptStart,
    buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby'),
  });
  await withWorker(temporal, taskQueue, activities, async () => {
    const start = () => sdrStart(temporal.environment.client, taskQueue, request);
    expect(await start()).toMatchObject({ phase: 'parked', status: 'restore_fail', recorded: 6 });
    expect(await start()).toMatchObject({ phase: 'done', entry: 3 });
  });
  expect(calls.filter((call) => call === 'adoptStart')).toHaveLength(1);
});

test('where nothing can be adopted the start ends, and nothing is put back that it did not change', async () => {
  const { first, calls } = await started({ adopt: 'required' }, { adoptStart: failing('E_NOT_ADOPTABLE', 'garbage') });
  expect(first).toMatchObject({ phase: 'failed', status: 'normal', failure: { code: 'E_NOT_ADOPTABLE' } });
  expect(calls).toEqual(['chooseHomeNode', 'recallLastRun', 'adoptStart']);
});

test('where nothing has to be adopted and there is nothing, the start begins at step 1', async () => {
  const { first, calls } = await started({ adopt: 'if any' }, {});
  expect(first).toMatchObject({ phase: 'done', entry: 1 });
  expect(first.facts.adopted).toBeUndefined();
  expect(calls.slice(2, 5)).toEqual(['adoptStart', 'readCluster', 'openWorkspace']);
});

test('a start that is not asked to adopt looks for nothing', async () => {
  expect((await started({}, { adoptStart })).calls).not.toContain('adoptStart');
});
