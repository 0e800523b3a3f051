import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openScenario, type Scenario } from '../support/scenario.js';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario('worker-killed', 24 * 1024 * 1024);
});
afterAll(() => scenario.close());

test('a worker killed in the middle of the build leaves it running; the next worker adopts it, and nothing is built twice', async () => {
  const { lab } = scenario;
  await lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 8 * 1024 * 1024 });
  await scenario.worker('north');
  const first = await scenario.worker('south');
  const ends = Promise.all([scenario.start('north', { timeOutSeconds: 120 }), scenario.start('south')]);
  await scenario.building();
  first.kill('SIGKILL');
  await scenario.worker('south');

  expect(await ends).toMatchObject([
    { phase: 'done', status: 'archive', entry: 1 },
    { phase: 'done', status: 'recovery', entry: 1 },
  ]);
  const builds = lab
    .calls()
    .filter(({ cluster, tool, argv }) => cluster === 'south' && tool === 'gs_ctl' && argv[0] === 'build');
  const main = builds.filter(({ argv }) => argv.includes('hadr_main_standby'));
  expect(main).toHaveLength(1);
  expect(main[0]).toMatchObject({ exitCode: 0 });
  expect(builds.filter(({ argv }) => argv.includes('cascade_standby'))).toHaveLength(2);
});
