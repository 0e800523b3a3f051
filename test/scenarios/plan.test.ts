import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Plan } from '../../domain/plan/plan.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { Call, LabClusterName } from '../../lab/index.js';
import { typed } from '../support/by-hand.js';
import { expectRefusal, type Ended } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { fingerprint } from '../support/fingerprint.js';
import { differencesFrom, documented, pathsIn } from '../support/json-shapes.js';
import { differences, normalCalls } from '../support/normal-calls.js';
import { callsAfterComparing, callsIn, withoutRepeats } from '../support/planned-calls.js';

/** Starts that are planned, and held to their plans, through the real command line on a lab. */
jest.setTimeout(600_000);
let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('plan');
  await scenario.workers();
});
afterAll(() => scenario.close());

const plans = new Map<LabClusterName, Plan>();
const printed: Plan[] = [];
const planOf = (cluster: LabClusterName): Plan => plans.get(cluster)!;

const askForPlan = (cluster: LabClusterName, ...more: readonly string[]): Promise<Ended> =>
  scenario.sdr('plan', ...startArguments(scenario, cluster, ...more));

const makePlan = async (cluster: LabClusterName): Promise<Plan> => {
  const { exit, stdout, stderr } = await askForPlan(cluster, '--output', 'json');
  expect([exit, stderr]).toEqual([0, expect.stringContaining(`planning the start of ${cluster}`)]);
  const plan = JSON.parse(stdout) as Plan;
  expect(differencesFrom('Plan', plan)).toEqual([]);
  plans.set(cluster, plan);
  printed.push(plan);
  return plan;
};

const JSON_FORM = ['--output', 'json'] as const;
const startAs = (cluster: LabClusterName, { hash }: Plan, ...more: readonly string[]): Promise<Ended> => {
  const confirmed = cluster === 'south' ? ['--yes-overwrite', 'south'] : [];
  return scenario.sdr(...startArguments(scenario, cluster, ...confirmed, '--plan', hash, ...more));
};

/** A cluster's calls of each node, as gs_sdr's are written; repeated questions count once. */
const linesOf = (cluster: LabClusterName, calls: readonly Call[]): readonly string[] => {
  const { topology, clusters } = scenario.lab;
  return Object.entries(normalCalls(topology, clusters[cluster], calls)).flatMap(([node, lines]) =>
    withoutRepeats(lines).map((line) => `${node}: ${line}`),
  );
};

/** Of one cluster alone: what the other one waits for is no wait of this one. */
const callsOf = (cluster: LabClusterName): readonly Call[] =>
  scenario.lab.calls().filter((call) => call.cluster === cluster);

const calledAsPlanned = (cluster: LabClusterName, plan: Plan, end: RunState): readonly string[] =>
  differences(
    linesOf(cluster, callsIn(scenario.lab.clusters[cluster], plan)),
    linesOf(cluster, callsAfterComparing(callsOf(cluster), end)),
  );

describe.each(['north', 'south'] as const)('the plan of %s', (cluster) => {
  test('is made without changing anything', async () => {
    const before = await fingerprint(scenario.lab);
    await makePlan(cluster);
    expect(await fingerprint(scenario.lab)).toEqual(before);
  });

  test('is the same when it is made again, and ends with its hash and the command that does it', async () => {
    const { exit, stdout } = await askForPlan(cluster);
    expect(exit).toBe(0);
    const { hash, role } = planOf(cluster);
    const { xmlFile } = scenario.lab.clusters[cluster];
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `plan ${hash}; to do just this: sdr start -m ${role} -X ${xmlFile} --plan ${hash}`,
    );
    expect(stdout).toMatch(/^5 set the run mode$/m);
    expect(stdout).toMatch(/^ {10}stream_cluster_run_mode: - → cluster_(primary|standby)$/m);
  });

  test('has no password in it', () => {
    const text = JSON.stringify(planOf(cluster));
    expect(text).toContain('<password>');
    expect(text).not.toContain(scenario.lab.hadr.password);
  });
});

test('a plan for a cluster that somebody has changed meanwhile is refused, and nothing is changed', async () => {
  const node = scenario.node('north');
  const write = (assignment: string): Promise<string> =>
    typed(scenario.lab, node, 'gs_guc', 'reload', '-Z', 'datanode', '-D', node.datanode.directory, '-c', assignment);
  await write('wal_keep_segments = 32');
  try {
    const before = await fingerprint(scenario.lab);
    const refused = await startAs('north', planOf('north'));
    expectRefusal(refused, 'E_PLAN_DIFFERS', '+ step 4, north1: wal_keep_segments: 32 → 16384');
    expect(refused.stderr).toContain('- step 4, north1: wal_keep_segments: - → 16384');
    expect(await fingerprint(scenario.lab)).toEqual(before);
  } finally {
    await write('wal_keep_segments');
  }
});

test('a hash that nobody has planned is refused', async () => {
  const refused = await startAs('north', { ...planOf('north'), hash: '0'.repeat(64) });
  expectRefusal(refused, 'E_PLAN_DIFFERS', /no plan 0{64} is known; the plan of now is [0-9a-f]{64}/);
});

describe('the primary side, started by its plan alone', () => {
  test('calls what was planned, up to the wait for the main standby, and parks', async () => {
    const { exit, stdout } = await startAs('north', planOf('north'), '--time-out', '1', ...JSON_FORM);
    expect(exit).toBe(74);
    const missing = calledAsPlanned('north', planOf('north'), JSON.parse(stdout) as RunState);
    expect(missing).toEqual(
      ['h1: cm_ctl query', 'h1: cm_ctl query -v', 'h1: gs_guc reload -Z datanode -D <dn> -c wal_keep_segments'].map(
        (line) => `- ${line}`,
      ),
    );
  });

  test('is not held to that plan again: it would go on from where it is', async () => {
    const { exit, stdout } = await startAs('north', planOf('north'), ...JSON_FORM);
    expect(exit).toBe(38);
    expect(JSON.parse(stdout)).toMatchObject({ phase: 'parked', status: 'backup_fail', recorded: 7 });
  });

  test('has a plan of how it goes on, from the failed step', async () => {
    const { entry, recorded, steps } = await makePlan('north');
    expect([entry, recorded]).toEqual([3, 7]);
    expect(steps.map(({ id }) => id)).toEqual([
      ...['home_node', 'hadr_user', 'common_configuration', 'start_cluster', 'clean_up'],
    ]);
  });
});

test('both sides end as they should, and each has called what was planned, node by node and in order', async () => {
  const ended = await Promise.all([
    startAs('north', planOf('north'), ...JSON_FORM),
    startAs('south', planOf('south'), ...JSON_FORM),
  ]);
  const [north, south] = ended.map(({ stdout }) => JSON.parse(stdout) as RunState);
  expect([north, south]).toMatchObject([
    { phase: 'done', status: 'archive' },
    { phase: 'done', status: 'recovery' },
  ]);
  expect(calledAsPlanned('north', planOf('north'), north!)).toEqual([]);
  expect(calledAsPlanned('south', planOf('south'), south!)).toEqual([]);
});

test('a cluster that cannot be started has no plan', async () => {
  expectRefusal(await askForPlan('north'), 'E_ALREADY_RELATED', 'its status is archive');
});

test('docs/json.md has no field of a plan that is never printed', () => {
  const seen = new Set(printed.flatMap((plan) => pathsIn(plan)));
  expect(documented('Plan').filter(({ path }) => !seen.has(path))).toEqual([]);
});
