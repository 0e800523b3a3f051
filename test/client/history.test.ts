import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../client/index.js';
import type { ClusterPair } from '../../domain/topology.js';
import { sdr, type Ended } from '../support/cli.js';
import { temporaryConfiguration, type TemporaryConfiguration } from '../support/configuration-file.js';
import { differencesFrom } from '../support/json-shapes.js';
import { done, failing, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** What several people did to one cluster, read back from Temporal; on mocked activities, by the real command line. */
let temporal: TemporalForTests;
let pair: ClusterPair;
let file: TemporaryConfiguration;
beforeAll(async () => {
  temporal = await temporalForTests();
  pair = pairFor('primary');
  file = await temporaryConfiguration(pair);
});
afterAll(async () => {
  await file.remove();
  await temporal.environment.teardown();
});

const run = (...args: readonly string[]): Promise<Ended> =>
  sdr(args, { temporal: temporal.environment.address, env: { TZ: 'UTC' } });
const start = (by: string): Promise<Ended> => run('start', '-m', 'primary', '--json', file.path, '--by', by);
const entries = async (...args: readonly string[]): Promise<readonly HistoryEntry[]> => {
  const { exit, stdout, stderr } = await run('history', '--json', ...args);
  expect([exit, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as HistoryEntry[];
};

test('where nothing was started, that is said', async () => {
  expect(await run('history')).toEqual({ exit: 0, stdout: 'nothing was started here\n', stderr: '' });
  expect(await entries()).toEqual([]);
});

test('who asked, why, and what came of each entry stands there, the newest first', async () => {
  let broken = true;
  const { activities } = recordingActivities({
    keepWal: (scope) =>
      broken ? failing('E_COMMAND_FAILED', 'gs_guc said no')(scope) : Promise.resolve(done('keepWal')),
    waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT', 'nobody came'),
  });
  await withWorker(temporal, `sdr-${pair.cluster}`, activities, async () => {
    const steer = (verb: string, by: string, reason: string): Promise<Ended> =>
      run(verb, '--cluster', pair.cluster, '--by', by, '--reason', reason);
    expect((await start('ann')).exit).toBe(60);
    broken = false;
    expect((await steer('retry', 'bob', 'the file system is writable again')).exit).toBe(74);
    expect((await steer('abort', 'carol', 'wrong night')).exit).toBe(0);
    expect((await start('dan')).exit).toBe(74);
    expect(await entries()).toMatchObject([
      { verb: 'start', by: 'dan', outcome: 'parked', code: 'E_MAIN_STANDBY_TIMEOUT', step: 'start_cluster' },
      { verb: 'abort', by: 'carol', reason: 'wrong night', outcome: 'aborted', status: 'normal' },
      {
        verb: 'retry',
        by: 'bob',
        reason: 'the file system is writable again',
        outcome: 'parked',
        status: 'backup_fail',
      },
      { verb: 'start', by: 'ann', outcome: 'parked', code: 'E_COMMAND_FAILED', step: 'keep_wal', role: 'primary' },
    ]);
    await temporal.environment.client.workflow.getHandle(`sdr:${pair.cluster}`).terminate();
    expect((await start('eve')).exit).toBe(74);
  });
});

test('an entry that parked has its outcome also when its run was terminated afterwards', async () => {
  const [eve, dan] = await entries('--cluster', pair.cluster);
  expect([eve, dan]).toMatchObject([
    { by: 'eve', outcome: 'parked' },
    { by: 'dan', outcome: 'parked', code: 'E_MAIN_STANDBY_TIMEOUT' },
  ]);
  expect(eve?.runId).not.toBe(dan?.runId);
});

test('another cluster has a history of its own', async () => {
  expect(await entries('--cluster', 'elsewhere')).toEqual([]);
});

test('people read it as a table', async () => {
  const { stdout } = await run('history', '--cluster', pair.cluster);
  expect(stdout).toMatch(/when .* cluster .* what .* who .* outcome .* status .* time .* error .* at .* why/);
  expect(stdout).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .* abort .* carol .* aborted .* normal .* wrong night/);
});

test('its JSON is as docs/json.md says', async () => {
  expect(differencesFrom('History', await entries())).toEqual([]);
});
