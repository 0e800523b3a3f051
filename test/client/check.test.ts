import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCliScenario, type CliScenario } from '../support/cli-scenario.js';

let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('check');
  await scenario.workers();
});
afterAll(() => scenario.close());

test('x', async () => {
  const t = Date.now();
  const { north, south } = scenario.lab.clusters;
  const end = await scenario.sdr('check', '--both', '-X', north.xmlFile, '-X', south.xmlFile, '--all');
  console.log(Date.now() - t, end.exit, end.stderr, end.stdout);
  const t2 = Date.now();
  const e2 = await scenario.sdr('check', '-m', 'primary', '-X', north.xmlFile);
  console.log(Date.now() - t2, e2.exit, e2.stderr, e2.stdout);
  expect(end.exit).toBe(0);
});
