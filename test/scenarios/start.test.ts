import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_DATABASE, type Call, type LabNode } from '../../lab/index.js';
import type { RunState } from '../../domain/start/run-state.js';
import { SHARED_TASK_QUEUE } from '../../domain/names.js';
import { PRIMARY, STANDBY } from '../recorded/gs-sdr-calls.js';
import { listedDifferences } from '../support/listed-differences.js';
import { differences, normalCalls } from '../support/normal-calls.js';
import { openScenario, type Scenario } from '../support/scenario.js';

let scenario: Scenario;
let primary: RunState;
let standby: RunState;
let calls: readonly Call[];

beforeAll(async () => {
  scenario = await openScenario('start');
  const serving = { words: ['--cluster', 'south', '--nexus'] };
  await Promise.all([scenario.worker('north'), scenario.worker('south', undefined, serving)]);
  [primary, standby] = await Promise.all([scenario.start('north'), scenario.start('south')]);
  calls = scenario.lab.calls();
});
afterAll(() => scenario.close());

const everywhere = (): readonly LabNode[] => [
  ...scenario.lab.clusters.north.nodes,
  ...scenario.lab.clusters.south.nodes,
];
const cabin = (node: LabNode, name: string): string => join(node.pgHost, 'streaming_cabin', name);

test('both sides end done: the primary cluster in archive, the standby cluster in recovery', () => {
  expect(primary).toMatchObject({ phase: 'done', status: 'archive', entry: 1 });
  expect(standby).toMatchObject({ phase: 'done', status: 'recovery', entry: 1 });
});

test('CM shows one primary with two standbys, and a main standby with two cascades, all Normal', async () => {
  const [n1] = scenario.lab.clusters.north.nodes;
  const [s1] = scenario.lab.clusters.south.nodes;
  const table = async (node: LabNode): Promise<string> =>
    (await scenario.lab.run(node, ['cm_ctl', 'query', '-Cvipdw'])).stdout;
  expect(await table(n1!)).toMatch(/P Primary Normal[^]*Standby Normal[^]*Standby Normal/);
  expect(await table(s1!)).toMatch(/Main Standby Normal[^]*Cascade Standby Normal[^]*Cascade Standby Normal/);
});

test('what is written on the primary is on the main standby and on both cascades', async () => {
  const { lab } = scenario;
  const [n1] = lab.clusters.north.nodes;
  await lab.sql(n1!, `insert into journal (note) values ('after the start')`, SAMPLE_DATABASE);
  const [[position] = []] = await lab.sql(n1!, 'select pg_current_wal_lsn()');
  const content =
    'select (select count(*) from account), (select sum(hashtext(note)) from account), (select max(note) from journal)';
  const expected = await lab.sql(n1!, content, SAMPLE_DATABASE);
  for (const node of lab.clusters.south.nodes) {
    await lab.sql(
      node,
      `do $$ begin while pg_last_wal_replay_lsn() < '${position}' loop perform pg_sleep(0.05); end loop; end $$`,
    );
    expect(await lab.sql(node, content, SAMPLE_DATABASE)).toEqual(expected);
  }
});

describe('what a start leaves', () => {
  test('the status on every node of both clusters', () => {
    for (const node of everywhere()) {
      const wanted = node.cluster === 'north' ? 'archive' : 'recovery';
      expect(readFileSync(cabin(node, '.hadr_cluster_stat'), 'utf8')).toBe(wanted);
    }
  });

  test('wal_keep_segments as it was: not set', () => {
    const [n1] = scenario.lab.clusters.north.nodes;
    const lines = readFileSync(join(n1!.datanode.directory, 'postgresql.conf'), 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('wal_keep_segments'))).toEqual([]);
  });

  test('no lock, no key files in data directories, nothing of this project’s in the workspace', () => {
    for (const node of everywhere()) {
      expect(existsSync(join(node.datanode.directory, 'gs_secure_files'))).toBe(false);
      for (const name of ['sdr_run.json', 'sdr_before.json', 'sdr_jobs', 'sdr_stored_hadr_user', '6001_pg_hba.conf']) {
        expect(existsSync(cabin(node, name))).toBe(false);
      }
      expect(existsSync(join(node.pgHost, `streaming_lock_${primary.firstRunId.replaceAll('-', '')}`))).toBe(false);
    }
  });

  test('five replconninfo on every datanode, three of them towards the other cluster', () => {
    for (const node of everywhere()) {
      const lines = readFileSync(join(node.datanode.directory, 'postgresql.conf'), 'utf8').split('\n');
      const slots = lines.filter((line) => /^replconninfo\d/.test(line));
      expect(slots).toHaveLength(5);
      expect(slots.filter((line) => line.includes('iscrossregion=true'))).toHaveLength(3);
    }
  });

  test('the main standby’s own pg_hba.conf, not the primary’s', () => {
    const [s1] = scenario.lab.clusters.south.nodes;
    const hba = readFileSync(join(s1!.datanode.directory, 'pg_hba.conf'), 'utf8');
    expect(hba).toContain(`${s1!.ip}/32`);
    expect(hba).toContain(`${scenario.lab.clusters.north.nodes[0]!.dataIp}/32`);
  });

  test('gs_sdr’s own lines in the log, under the trace id', () => {
    const [s1] = scenario.lab.clusters.south.nodes;
    const log = readFileSync(join(s1!.gaussLog, 'om', 'sdr.log'), 'utf8');
    const trace = standby.firstRunId.replaceAll('-', '');
    const stamp = String.raw`\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\]\[\d+\]\[start\]`;
    expect(log).toMatch(
      new RegExp(String.raw`^\[${trace}\]${stamp}\[DEBUG\]:Start seventh step of streaming start\.$`, 'm'),
    );
    expect(log).toMatch(/\[LOG\]:Start build main standby dn:6001$/m);
    expect(log).toMatch(/\[DEBUG\]:Update query \[cluster\] to \[recovery\]\.$/m);
  });
});

test('gs_sdr’s question to a cluster is answered with its status, and RPO and RTO on the primary', async () => {
  const ask = (cluster: 'north' | 'south'): Promise<unknown> =>
    scenario.temporal.environment.client.workflow.execute('query', {
      workflowId: `sdr:${cluster}:query`,
      taskQueue: `sdr-${cluster}`,
      args: [{ pair: scenario.request(cluster).pair }],
    });
  expect(await ask('north')).toMatchObject({
    hadrClusterStat: 'archive',
    rpo: expect.stringMatching(/^\d+$/),
    rto: expect.stringMatching(/^\d+$/),
  });
  expect(await ask('south')).toMatchObject({ hadrClusterStat: 'recovery', rpo: '', rto: '' });
});

test('a second start of a cluster that takes part in disaster recovery is refused, and changes nothing', async () => {
  const again = await scenario.start('north');
  expect(again).toMatchObject({ phase: 'failed', failure: { code: 'E_ALREADY_RELATED' } });
  const [n1] = scenario.lab.clusters.north.nodes;
  expect(readFileSync(cabin(n1!, '.hadr_cluster_stat'), 'utf8')).toBe('archive');
});

test('the tools are called as gs_sdr calls them, but for the differences that docs/differences.md gives reasons for', () => {
  const { topology, clusters } = scenario.lab;
  const found = (
    [
      ['north', PRIMARY],
      ['south', STANDBY],
    ] as const
  ).flatMap(([name, recorded]) => {
    const ours = normalCalls(topology, clusters[name], calls);
    return (['h1', 'h2', 'h3'] as const).flatMap((node) => differences(recorded[node], ours[node]));
  });
  const listed = listedDifferences();
  expect(found.filter((line) => !listed.some((difference) => difference.matches(line)))).toEqual([]);
  expect(
    listed.filter((difference) => !found.some((line) => difference.matches(line))).map(({ text }) => text),
  ).toEqual([]);
});

test('the worker that was asked to serves the Nexus operations', async () => {
  const { client } = scenario.temporal.environment;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: SHARED_TASK_QUEUE },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_NEXUS,
  });
  expect(pollers.map(({ identity }) => identity)).toEqual([expect.stringMatching(/^sdr-south@/)]);
});
