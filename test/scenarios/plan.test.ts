import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Plan } from '../../domain/plan/plan.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { LabClusterName } from '../../lab/index.js';
import { expectRefusal } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { fingerprint } from '../support/fingerprint.js';
import { differencesFrom } from '../support/json-shapes.js';
import { normalCalls } from '../support/normal-calls.js';
import { callsAfterComparing, callsIn, withoutRounds } from '../support/planned-calls.js';

/** Starts that are planned, and held to their plans, through the real command line on a lab. */
jest.setTimeout(240_000);
let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('plan');
  await scenario.workers();
});
afterAll(() => scenario.close());

const CLUSTERS = ['north', 'south'] as const;
const plans = new Map<LabClusterName, Plan>();

const planArguments = (cluster: LabClusterName): string[] => ['plan', ...startArguments(scenario, cluster)];
const planned = async (cluster: LabClusterName): Promise<Plan> => {
  const { exit, stdout, stderr } = await scenario.sdr(...planArguments(cluster), '--output', 'json');
  expect([exit, stderr]).toEqual([0, expect.stringContaining('planning the start')]);
  return JSON.parse(stdout) as Plan;
};

describe.each(CLUSTERS)('the plan of %s', (cluster) => {
  test('changes nothing, and is the same when it is made again', async () => {
    const before = await fingerprint(scenario.lab);
    const plan = await planned(cluster);
    expect(await planned(cluster)).toEqual(plan);
    expect(await fingerprint(scenario.lab)).toEqual(before);
    plans.set(cluster, plan);
  });
  test('dump', async () => {
    const { stdout } = await scenario.sdr(...planArguments(cluster));
    console.log(stdout);
  });
});
