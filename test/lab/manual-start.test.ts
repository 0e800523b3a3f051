import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SAMPLE_DATABASE, labDown, labUp, type Lab, type LabCluster, type LabNode } from '../../lab/index.js';

/** What an operator would type on the nodes, one tool after the other: the stand-ins alone make a relationship. */
let lab: Lab;
beforeAll(async () => {
  lab = await labUp({ name: `manual-${process.pid}`, bytes: 8 * 1024 * 1024 });
}, 60_000);
afterAll(() => labDown(lab));

const ok = async (node: LabNode, ...argv: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await lab.run(node, argv);
  if (exitCode !== 0) throw new Error(`${node.name}: ${argv.join(' ')} → ${exitCode}: ${stdout}${stderr}`);
  return stdout;
};

const crossRegion = (own: LabNode, peer: LabNode, slot: number): string => {
  const p = own.datanode.port;
  return [
    `replconninfo${slot} = 'localhost=${own.dataIp} localport=${p + 1} localheartbeatport=${p + 5} localservice=${p + 4}`,
    `remotehost=${peer.dataIp} remoteport=${p + 1} remoteheartbeatport=${p + 5} remoteservice=${p + 4} iscascade=false iscrossregion=true'`,
  ].join(' ');
};

const makeKnown = async (cluster: LabCluster, peer: LabCluster, mode: 'set' | 'reload'): Promise<void> => {
  const user = lab.topology.user.name;
  for (const node of cluster.nodes) {
    const D = node.datanode.directory;
    const lines = peer.nodes.flatMap(({ dataIp }) => [
      `host    all    ${user}    ${dataIp}/32    trust`,
      `host    replication    ${user}    ${dataIp}/32    trust`,
      `host    all    all    ${dataIp}/32    sha256`,
      `host    replication    all    ${dataIp.split('.').slice(0, 2).join('.')}.0.0/16    sha256`,
    ]);
    await ok(node, 'gs_guc', mode, '-D', D, ...lines.flatMap((line) => ['-h', line]));
    for (const [index, other] of peer.nodes.entries()) {
      await ok(node, 'gs_guc', mode, '-Z', 'datanode', '-D', D, '-c', crossRegion(node, other, 3 + index));
    }
  }
};

const rows = async (node: LabNode): Promise<string> => {
  const [[count, sum] = []] = await lab.sql(node, 'select count(*), sum(hashtext(note)) from account', SAMPLE_DATABASE);
  return `${count} rows, sum ${sum}`;
};

test('a start typed tool by tool ends with a main standby and two cascades that hold the primary’s rows', async () => {
  const { north, south } = lab.clusters;
  const [n1] = north.nodes as [LabNode];
  const [s1, s2, s3] = south.nodes as [LabNode, LabNode, LabNode];
  expect(await rows(s1)).not.toBe(await rows(n1));

  await makeKnown(north, south, 'reload');
  await makeKnown(south, north, 'set');
  await ok(n1, 'gs_guc', 'reload', '-Z', 'datanode', '-D', n1.datanode.directory, '-c', 'wal_keep_segments = 16384');
  const wal = await ok(n1, 'gsql', '-p', '26001', '-d', 'postgres', '-t', '-A', '-c', 'show wal_keep_segments;');
  expect(wal).toBe('16384\n');

  await ok(
    s1,
    'gs_guc',
    'set',
    '-Z',
    'datanode',
    '-N',
    'all',
    '-I',
    'all',
    '-c',
    "stream_cluster_run_mode = 'cluster_standby'",
  );
  const put = ['cm_ctl', 'ddb', '--put', `/${lab.topology.user.name}/CMServer/backup_open`, '2'];
  expect(await ok(s1, ...put)).toBe('cm_ctl: exec ddb --put command success.\ncm_ctl: \n');
  for (const { id } of south.nodes) await ok(s1, 'cm_ctl', 'stop', '-n', String(id), '-m', 'i', '-t', '60');
  await ok(s1, 'gs_guc', 'set', '-Z', 'cmserver', '-N', 'all', '-I', 'all', '-c', 'backup_open=2');
  await ok(s1, 'gs_guc', 'set', '-Z', 'cmagent', '-N', 'all', '-I', 'all', '-c', 'agent_backup_open=2');

  const { user, password } = lab.hadr;
  const main = [
    '-M',
    'hadr_main_standby',
    '-r',
    '7200',
    '-q',
    '-Q',
    'force_copy_from_local',
    '-U',
    user,
    '-P',
    password,
  ];
  const D = s1.datanode.directory;
  // The build takes over the primary's pg_hba.conf, which knows nothing of this cluster's own nodes.
  await ok(s1, 'cp', `${D}/pg_hba.conf`, `${s1.home}/pg_hba.conf`);
  await ok(s1, 'gs_ctl', 'build', '-D', D, ...main, '-t', '600');
  await ok(s1, 'cp', `${s1.home}/pg_hba.conf`, `${D}/pg_hba.conf`);
  expect(await ok(s1, 'gs_ctl', 'querybuild', '-D', D)).toMatch(/db_state +: Build completed/);
  await ok(s1, 'gs_ctl', 'start', '-D', D, '-M', 'hadr_main_standby');
  for (const node of [s2, s3]) {
    const cascade = ['-M', 'cascade_standby', '-b', 'standby_full', '-r', '7200', '-t', '600'];
    await ok(node, 'gs_ctl', 'build', '-D', node.datanode.directory, ...cascade);
  }
  await ok(s1, 'cm_ctl', 'start', '-t', '60');

  const table = await ok(s1, 'cm_ctl', 'query', '-Cvipdw');
  expect(table).toMatch(/south1 .* P? ?S? ?Main Standby Normal/);
  expect(table.match(/Cascade Standby Normal/g)).toHaveLength(2);
  expect(await rows(s1)).toBe(await rows(n1));

  await lab.sql(n1, `insert into journal (note) values ('after the build')`, SAMPLE_DATABASE);
  const [[position] = []] = await lab.sql(n1, 'select pg_current_wal_lsn()');
  for (const node of south.nodes) {
    await lab.sql(
      node,
      `do $$ begin while pg_last_wal_replay_lsn() < '${position}' loop perform pg_sleep(0.05); end loop; end $$`,
    );
    expect(await lab.sql(node, 'select note from journal', SAMPLE_DATABASE)).toEqual([['after the build']]);
  }
  const hadr = await ok(
    n1,
    'gsql',
    '-p',
    '26001',
    '-d',
    'postgres',
    '-t',
    '-A',
    '-c',
    'select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();',
  );
  expect(hadr).toBe('1\n');
});
