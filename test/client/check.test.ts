import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckReport, CheckResult } from '../../domain/check/report.js';
import { ERRORS } from '../../domain/errors.js';
import type { Fault, LabNode } from '../../lab/index.js';
import type { Ended } from '../support/cli.js';
import { openCliScenario, type CliScenario } from '../support/cli-scenario.js';
import { fingerprint } from '../support/fingerprint.js';
import { differencesFrom } from '../support/json-shapes.js';

/** `sdr check` through the real command line on a lab: what is wrong is found by name, and nothing is changed. */
jest.setTimeout(240_000);
let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('check');
  await scenario.workers();
});
afterAll(() => scenario.close());

let undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const gone of undo) await gone();
  undo = [];
  await scenario.lab.heal();
});

const BOTH = ['check', '--both'] as const;

/** Runs it, and compares everything a start may change before and after. */
const unchanged = async (...args: readonly string[]): Promise<Ended> => {
  const before = await fingerprint(scenario.lab);
  const end = await scenario.sdr(...args);
  expect(await fingerprint(scenario.lab)).toEqual(before);
  return end;
};

const files = (): string[] => Object.values(scenario.lab.clusters).flatMap(({ xmlFile }) => ['-X', xmlFile]);

const reportIn = ({ stdout }: Ended): CheckReport => JSON.parse(stdout) as CheckReport;

const named = ({ checks }: CheckReport, cluster: string | undefined, id: CheckResult['id']): CheckResult | undefined =>
  checks.find((result) => result.cluster === cluster && result.id === id);

const given = async (...faults: readonly Fault[]): Promise<void> => {
  for (const fault of faults) await scenario.lab.fault(fault);
};

const givenFile = async ({ pgHost }: LabNode, name: string): Promise<void> => {
  const file = join(pgHost, name);
  undo.push(() => rm(file));
  await writeFile(file, '');
  await scenario.giveToLab(file);
};

describe('on two clusters that are ready', () => {
  test('both sides are looked at as a whole, and no error is found', async () => {
    const end = await unchanged(...BOTH, ...files(), '--output', 'json');
    expect([end.exit, end.stderr]).toEqual([0, expect.stringContaining('nothing is changed')]);
    const report = reportIn(end);
    expect(differencesFrom('Check', report)).toEqual([]);
    expect(report.sides).toEqual([
      { cluster: 'north', role: 'primary' },
      { cluster: 'south', role: 'disaster_standby' },
    ]);
    expect(report.checks.filter(({ kind, severity }) => kind === 'finding' && severity === 'error')).toEqual([]);
    expect(report.checks.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    for (const cluster of ['north', 'south'])
      expect(report.checks.filter((result) => result.cluster === cluster).length).toBeGreaterThanOrEqual(30);
    expect(report.checks.filter(({ cluster }) => cluster === undefined).length).toBeGreaterThanOrEqual(5);
    expect(end.stdout).not.toContain(scenario.lab.hadr.password);
    const { client } = scenario.temporal.environment;
    for (const cluster of ['north', 'south']) {
      const kept = JSON.stringify(await client.workflow.getHandle(`sdr:${cluster}:check`).result());
      expect(kept).toContain('"password":{"kind":"seen","value":"strong"}');
      expect(kept).not.toContain(scenario.lab.hadr.password);
    }
  });

  test('one side is told in a table, with what would be lost, and the number of checks that are ok', async () => {
    const end = await unchanged('check', '-m', 'disaster_standby', '--json', scenario.lab.clusters.south.jsonFile);
    expect(end.exit).toBe(0);
    expect(end.stdout).toMatch(/│ south +│ no-data-lost +│ info +│ bank \(.*\) +│ Nothing to do when these may go/);
    expect(end.stdout).toMatch(
      /\nsouth as disaster_standby: (\d{2}) checks, \d{2} ok, 0 errors, \d warnings?, 1 info, 0 skipped\n$/,
    );
    expect(end.stdout).not.toContain('cluster-normal');
  });
});

describe('everything that is wrong is found at once', () => {
  test('versions, an upgrade, a stopped datanode, a password, a lock, a node that does not answer', async () => {
    const [north1, north2] = [scenario.node('north', 1), scenario.node('north', 2)];
    const stop = await scenario.lab.run(north1, ['cm_ctl', 'stop', '-n', String(north2.id)]);
    expect(stop.exitCode).toBe(0);
    undo.push(() => scenario.lab.run(north1, ['cm_ctl', 'start', '-t', '120'], { timeoutMs: 150_000 }));
    await givenFile(scenario.node('south', 2), 'streaming_lock_0123');
    await given(
      { kind: 'version', cluster: 'south' },
      { kind: 'upgrade marker', node: 'north1' },
      { kind: 'password', cluster: 'north' },
      { kind: 'unreachable', node: 'south3' },
    );
    const end = await unchanged(...BOTH, ...files(), '--output', 'json');
    const report = reportIn(end);
    const found = (cluster: string | undefined, id: CheckResult['id'], says: string | RegExp): void =>
      expect(named(report, cluster, id)).toMatchObject({ kind: 'finding', found: expect.stringMatching(says) });
    found('north', 'no-upgrade', `^${north1.ip}: binary_upgrade holds `);
    found('north', 'cluster-normal', /^its state is Degraded$/);
    found('north', 'datanodes-normal', /^dn_6002 on north2 is Down Manually stopped/);
    found('north', 'no-stop-mark', `^${north2.ip}: cluster_manual_start is there$`);
    found('north', 'hadr-login', /^hadr is refused$/);
    found('south', 'no-original-lock', 'streaming_lock_0123; not looked at .*No route to host');
    found('south', 'nodes-answer', `^${scenario.node('south', 3).ip}: .*No route to host`);
    found('south', 'cm-agents-report', /^nobody knows dn_6003 on south3$/);
    found('north', 'peer-pinged-everywhere', `to ${scenario.node('south', 3).dataIp}`);
    found('north', 'peer-ports-open-everywhere', `to ${scenario.node('south', 3).dataIp}:`);
    expect(named(report, undefined, 'both-versions')).toMatchObject({
      kind: 'skipped',
      why: expect.stringContaining('No route'),
    });
    expect(named(report, 'north', 'peer-port-open')).toMatchObject({ kind: 'ok' });
    expect(named(report, 'south', 'no-data-lost')).toMatchObject({ kind: 'finding', severity: 'info' });
    expect(end.exit).toBe(ERRORS.E_CHECK_FAILED.exit);
    expect(end.stderr).toMatch(/E_CHECK_FAILED.*errors were found: .*no-upgrade/);
  });

  test('CM that is down, a cut link, another build: what CM would have told is left undone, not taken for ok', async () => {
    await given(
      { kind: 'cm', of: 'south' },
      { kind: 'link', from: 'north', how: 'cut' },
      { kind: 'version', cluster: 'south' },
    );
    const end = await unchanged(...BOTH, ...files(), '--output', 'json');
    const report = reportIn(end);
    const of = (cluster: string | undefined, id: CheckResult['id']) => named(report, cluster, id);
    expect(of('south', 'cm-answers')).toMatchObject({
      kind: 'finding',
      found: expect.stringContaining('no cm_server answers'),
    });
    expect(of('south', 'dcc-readable')).toMatchObject({ kind: 'finding' });
    for (const id of ['cluster-normal', 'datanodes-normal', 'replconninfo-free', 'sessions', 'dcf-off'] as const)
      expect(of('south', id)).toMatchObject({ kind: 'skipped', why: expect.stringContaining('no cm_server answers') });
    for (const cluster of ['north', 'south']) {
      expect(of(cluster, 'peer-pinged')).toMatchObject({ kind: 'finding' });
      expect(of(cluster, 'peer-port-open')).toMatchObject({ kind: 'finding' });
    }
    expect(of(undefined, 'both-versions')).toMatchObject({
      kind: 'finding',
      found: expect.stringMatching(/c0ffee42.*deadbeef/),
    });
    expect(of(undefined, 'both-disks')).toMatchObject({ kind: 'skipped' });
    expect(of('north', 'cluster-normal')).toMatchObject({ kind: 'ok' });
    expect(end.exit).toBe(ERRORS.E_CHECK_FAILED.exit);
  });
});
