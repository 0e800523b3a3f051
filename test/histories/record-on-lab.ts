import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { actionWorkflowId } from '../../domain/names.js';
import { named } from '../support/start-request.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { keep } from './keep.js';

/**
 * The story that needs real workers: one of them is killed in the middle of the build. Not a test:
 * `npm run record-histories` runs it.
 */
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario('histories', 8 * 1024 * 1024);
}, 60_000);
afterAll(() => scenario.close());

test('worker-killed', async () => {
  const { lab, temporal } = scenario;
  await lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 8 * 1024 * 1024 });
  await scenario.worker('north');
  const first = await scenario.worker('south');
  const ends = Promise.all([scenario.start('north', { timeOutSeconds: 120 }), scenario.start('south')]);
  await scenario.building();
  first.kill('SIGKILL');
  await scenario.worker('south');
  expect(await ends).toMatchObject([{ phase: 'done' }, { phase: 'done' }]);
  const { name } = lab.topology.user;
  const replacements = [
    [lab.directory, '/lab'],
    [`/${name}/`, '/omm/'],
    [`    ${name}    `, '    omm    '],
  ] as const;
  for (const [cluster, role] of [
    ['north', 'primary'],
    ['south', 'standby'],
  ] as const) {
    const run = temporal.environment.client.workflow.getHandle(actionWorkflowId(named(cluster)));
    await keep(`worker-killed.${role}`, run, replacements);
  }
}, 120_000);
