import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '../../lab/index.js';
import { openScenario, type Scenario } from '../support/scenario.js';

/** The build fails three times, the primary waits in vain, the cause is removed, and both sides are started again. */
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario('re-entry', 4 * 1024 * 1024);
  await Promise.all([scenario.worker('north'), scenario.worker('south')]);
});
afterAll(() => scenario.close());

const published = (cluster: 'north' | 'south'): string =>
  readFileSync(join(scenario.lab.clusters[cluster].nodes[0]!.pgHost, 'streaming_cabin', '.hadr_cluster_stat'), 'utf8');

const called = (cluster: string, words: string): readonly Call[] =>
  scenario.lab
    .calls()
    .filter((call) => call.cluster === cluster && [call.tool, ...call.argv].join(' ').includes(words));

test('a failed build is restore_fail on the standby and, after its time-out, backup_fail on the primary; both go on when started again', async () => {
  const { lab } = scenario;
  await lab.fault({ kind: 'build', node: 'south1', how: 'fails' });
  const [primary, standby] = await Promise.all([
    scenario.start('north', { timeOutSeconds: 8 }),
    scenario.start('south'),
  ]);

  expect(standby).toMatchObject({
    phase: 'parked',
    status: 'restore_fail',
    recorded: 6,
    failure: { code: 'E_BUILD_FAILED', step: 'build_datanodes', message: expect.stringContaining('connection reset') },
  });
  expect(primary).toMatchObject({
    phase: 'parked',
    status: 'backup_fail',
    recorded: 7,
    failure: { code: 'E_MAIN_STANDBY_TIMEOUT' },
  });
  expect([published('north'), published('south')]).toEqual(['backup_fail', 'restore_fail']);
  expect(called('south', 'gs_ctl build -D').filter(({ argv }) => argv.includes('hadr_main_standby'))).toHaveLength(3);

  await lab.heal();
  lab.clearCalls();
  const again = await Promise.all([scenario.start('north', { timeOutSeconds: 120 }), scenario.start('south')]);
  expect(again).toMatchObject([
    { phase: 'done', status: 'archive', entry: 2 },
    { phase: 'done', status: 'recovery', entry: 2 },
  ]);
  expect([published('north'), published('south')]).toEqual(['archive', 'recovery']);

  // Recorded steps are not run again.
  expect(called('north', 'show enable_dcf')).toEqual([]);
  expect(called('north', 'wal_keep_segments = 16384')).toEqual([]);
  expect(called('south', 'copy_secure_files')).toEqual([]);
  expect(called('south', 'cm_ctl stop')).toEqual([]);
  expect(called('south', 'backup_open=2')).toEqual([]);
  // What always runs runs: the hadr user's part on the primary, the common configuration on both.
  expect(called('north', 'gs_encrypt')).toHaveLength(1);
  expect(called('north', 'gs_guc check')).not.toEqual([]);
  expect(called('south', 'gs_guc check')).not.toEqual([]);
  // One build of each datanode.
  expect(called('south', 'gs_ctl build')).toHaveLength(3);
  // The value from before the first entry, not the one this start had set itself.
  const conf = readFileSync(join(lab.clusters.north.nodes[0]!.datanode.directory, 'postgresql.conf'), 'utf8');
  expect(conf).not.toMatch(/^wal_keep_segments/m);
});
