import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  SAMPLE_DATABASE,
  labDown,
  labUp,
  nodeNamed,
  untilNormal,
  type Lab,
  type LabNode,
  type Ran,
} from '../../lab/index.js';
import { FAULT_KINDS, type FaultName, type Given } from '../../lab/faults/kinds.js';
import { cascadeBuild, startByHand, typed } from '../support/by-hand.js';

/** Each fault, seen through the tools on two clusters in streaming disaster recovery, and healed. */
let lab: Lab;
const mayMount = process.getuid?.() === 0;
/** What was on the two primaries before one became a standby. */
let before: readonly string[];
beforeAll(async () => {
  lab = await labUp({ name: `faults-${process.pid}`, bytes: 6 * 1024 * 1024, ownDisks: mayMount ? ['south3'] : [] });
  before = await Promise.all(['north1', 'south1'].map(rows));
  await startByHand(lab);
});
afterAll(() => labDown(lab));
afterEach(() => lab.heal());

const at = (name: string): LabNode => nodeNamed(lab.topology, name);

/** As `sdr lab fault` asks for it. */
const fault = (name: FaultName, target: string, given: Given = {}): Promise<void> =>
  lab.fault(FAULT_KINDS.find((kind) => kind.name === name)!.faultOf(lab.topology, target, given));

const run = (node: string, ...argv: readonly string[]): Promise<Ran> => lab.run(at(node), argv);

/** Asks again until the output shows it, not much longer than a test may take. */
const shows = async (pattern: RegExp, node: string, ...argv: readonly string[]): Promise<void> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { stdout } = await run(node, ...argv);
    if (pattern.test(stdout)) return;
    if (Date.now() > deadline) throw new Error(`${argv.join(' ')} never shows ${String(pattern)}, but ${stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

const isNormal = async (cluster: 'north' | 'south'): Promise<void> => {
  await untilNormal(lab, cluster);
  expect((await run(`${cluster}1`, 'cm_ctl', 'query')).stdout).toMatch(/cluster_state +: Normal/);
};

const row = (node: string, state: string): RegExp => new RegExp(`${node} .*${state}`);

const sql = (node: string, statement: string): Promise<Ran> =>
  run(node, 'gsql', '-p', '26000', '-d', 'postgres', '-t', '-A', '-c', statement);

const asHadr = (node: string): Promise<Ran> => {
  const { user, password } = lab.hadr;
  return run(node, 'gsql', '-p', '26000', '-d', 'postgres', '-U', user, '-W', password, '-t', '-A', '-c', 'select 1');
};

const postmaster = (node: string): string =>
  readFileSync(join(at(node).datanode.directory, 'postmaster.pid'), 'utf8').split('\n')[0]!;

const ping = (from: string, to: string): Promise<Ran> => run(from, 'ping', at(to).dataIp, '-c', '1', '-w', '1');

const rows = async (node: string): Promise<string> => {
  const count = 'select count(*), sum(hashtext(note)) from account';
  const [[number, sum] = []] = await lab.sql(at(node), count, SAMPLE_DATABASE);
  return `${number} rows, sum ${sum}`;
};

/** Waits until all that was written on the primary is replayed on that node. */
const arrivedOn = async (node: string): Promise<void> => {
  const [[position] = []] = await lab.sql(at('north1'), 'select pg_current_wal_lsn()');
  await lab.sql(
    at(node),
    `do $$ begin while pg_last_wal_replay_lsn() < '${position}' loop perform pg_sleep(0.05); end loop; end $$`,
  );
};

test('a start typed tool by tool ends with a main standby and two cascades that hold the primary’s rows', async () => {
  expect(before[1]).not.toBe(before[0]);
  expect((await sql('north1', 'show wal_keep_segments')).stdout).toBe('16384\n');
  const table = (await run('south1', 'cm_ctl', 'query', '-Cvipdw')).stdout;
  expect(table).toMatch(row('south1', 'Main Standby Normal'));
  expect(table.match(/Cascade Standby Normal/g)).toHaveLength(2);
  const query = ['gs_ctl', 'querybuild', '-D', at('south1').datanode.directory];
  expect((await run('south1', ...query)).stdout).toMatch(/db_state +: Build completed/);
  for (const { name } of lab.clusters.south.nodes) {
    await arrivedOn(name);
    expect(await rows(name)).toBe(before[0]);
  }
  const hadr = 'select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();';
  expect((await sql('north1', hadr)).stdout).toBe('1\n');
});

/** One test for each fault there is. */
const EFFECTS: Readonly<Record<FaultName, readonly [string, () => Promise<void>]>> = {
  'kill-datanode': [
    'a killed datanode loses its sessions and is started again by its agent',
    async () => {
      const before = postmaster('north1');
      const session = lab.sql(at('north1'), 'select pg_sleep(600)');
      await Promise.all([expect(session).rejects.toThrow(), fault('kill-datanode', 'north1')]);
      expect(lab.faults()).toEqual([]);
      await isNormal('north');
      expect(postmaster('north1')).not.toBe(before);
      await isNormal('south');
    },
  ],
  'stop-datanode': [
    'a stopped datanode is Unknown and answers nothing, and goes on as the same process',
    async () => {
      const before = postmaster('north2');
      await fault('stop-datanode', 'north2');
      await shows(row('north2', 'Down Unknown'), 'north1', 'cm_ctl', 'query', '-Cvipdw');
      expect(await run('north2', 'timeout', '0.5', 'gsql', '-p', '26000', '-c', 'select 1')).toMatchObject({
        exitCode: 124,
      });
      await lab.heal();
      await isNormal('north');
      expect(postmaster('north2')).toBe(before);
    },
  ],
  'stop-cm': [
    'without CM nobody answers cm_ctl; on one node only, that node is Down and Unknown',
    async () => {
      await fault('stop-cm', 'south');
      expect(await run('south1', 'cm_ctl', 'query')).toMatchObject({
        exitCode: 255,
        stdout: expect.stringContaining("can't connect to cm_server."),
      });
      expect((await sql('south1', 'select 1')).stdout).toBe('1\n');
      await lab.heal();
      await isNormal('south');
      await fault('stop-cm', 'south2');
      const table = await run('south1', 'cm_ctl', 'query', '-Cvipdw');
      expect(table.stdout).toMatch(row('south2', 'cm_server Down'));
      expect(table.stdout).toMatch(row('south2', 'Down Unknown'));
      await lab.heal();
      await isNormal('south');
      // A node whose CM is away when the cluster is started has no mark of its stop either when CM comes back.
      await run('south1', 'cm_ctl', 'stop', '-n', '2', '-m', 'i', '-t', '60');
      await fault('stop-cm', 'south2');
      await run('south1', 'cm_ctl', 'start', '-t', '1');
      await lab.heal();
      await isNormal('south');
    },
  ],
  cut: [
    'a cut link breaks the stream at once, and lets it through again',
    async () => {
      await fault('cut', 'north');
      await shows(row('south1', 'Main Standby Need repair\\(Disconnected\\)'), 'south1', 'cm_ctl', 'query', '-Cvipdw');
      expect(await ping('south1', 'north1')).toMatchObject({ exitCode: 1 });
      await lab.heal();
      expect(await ping('south1', 'north1')).toMatchObject({ exitCode: 0 });
      await isNormal('south');
    },
  ],
  drop: [
    'on a dropping link what is written does not arrive, the stream ends after its time-out; healed, nothing is missing',
    async () => {
      await fault('drop', 'north');
      await lab.sql(at('north1'), `insert into journal (note) values ('on its way')`, SAMPLE_DATABASE);
      expect(await ping('north1', 'south1')).toMatchObject({ exitCode: 1 });
      await shows(row('south1', 'Need repair'), 'south1', 'cm_ctl', 'query', '-Cvipdw');
      expect(await lab.sql(at('south1'), 'select note from journal', SAMPLE_DATABASE)).toEqual([]);
      await lab.heal();
      await isNormal('south');
      await arrivedOn('south3');
      expect(await lab.sql(at('south3'), 'select note from journal', SAMPLE_DATABASE)).toEqual([['on its way']]);
    },
  ],
  delay: [
    'on a delayed link ping shows the time, there and back',
    async () => {
      await fault('delay', 'north', { ms: '150' });
      await fault('delay', 'south', { ms: '50' });
      expect((await ping('south2', 'north3')).stdout).toContain('time=200.05 ms');
      await lab.heal();
      expect((await ping('south2', 'north3')).stdout).toContain('time=0.05 ms');
    },
  ],
  slow: [
    'a slow link lets the main standby fall behind, and a healed one lets what waits through at once',
    async () => {
      await fault('slow', 'north', { rate: '16kB' });
      await lab.sql(
        at('north1'),
        `insert into journal (note) select repeat(md5(i::text), 32) from generate_series(1, 3000) i`,
        SAMPLE_DATABASE,
      );
      await expect(behind()).resolves.toBeGreaterThan(1_000_000);
      await lab.heal();
      await arrivedOn('south3');
    },
  ],
  unreachable: [
    'a node that is cut off is reached by neither ssh, ping, CM nor gs_guc, and reaches nobody',
    async () => {
      await fault('unreachable', 'south3');
      expect(await run('south1', 'ssh', 'south3', 'true')).toMatchObject({
        exitCode: 255,
        stderr: expect.stringContaining('No route to host'),
      });
      expect(await run('south3', 'ssh', 'south1', 'true')).toMatchObject({ exitCode: 255 });
      expect(await run('south3', 'ssh', 'south3', 'true')).toMatchObject({ exitCode: 0 });
      expect(await ping('north1', 'south3')).toMatchObject({ exitCode: 1 });
      const table = await run('south1', 'cm_ctl', 'query', '-Cvipdw');
      expect(table.stdout).toMatch(row('south3', 'cm_server Down'));
      expect(table.stdout).toMatch(row('south3', 'Down Unknown'));
      const everywhere = ['gs_guc', 'check', '-N', 'all', '-I', 'all', '-c', 'enable_dcf'];
      expect(await run('south1', ...everywhere)).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('Failed node names:'),
      });
      expect((await sql('south1', 'select count(*) from pg_stat_replication')).stdout).toBe('1\n');
      await lab.heal();
      expect(await run('south1', 'ssh', 'south3', 'true')).toMatchObject({ exitCode: 0 });
      await isNormal('south');
    },
  ],
  'slow-build': [
    'a slow build is Building until it is healed, and then ends well',
    async () => {
      await fault('slow-build', 'south3', { rate: '512kB' });
      const build = run('south3', ...cascadeBuild(at('south3')));
      const query = ['gs_ctl', 'querybuild', '-D', at('south3').datanode.directory];
      await shows(/db_state +: Building[^]*process_schedule +: [1-9]\d?%/, 'south3', ...query);
      expect((await run('south1', 'cm_ctl', 'query', '-Cvipdw')).stdout).toMatch(row('south3', 'Building'));
      await lab.heal();
      expect(await build).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('build completed') });
      await isNormal('south');
    },
  ],
  'failing-build': [
    'a build that runs fails as often as asked for; the next one ends well',
    async () => {
      const build = cascadeBuild(at('south3'));
      const query = ['gs_ctl', 'querybuild', '-D', at('south3').datanode.directory];
      await fault('slow-build', 'south3', { rate: '512kB' });
      const running = run('south3', ...build);
      await shows(/db_state +: Building/, 'south3', ...query);
      await fault('failing-build', 'south3', { times: '2' });
      expect(await running).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('connection reset by peer') });
      expect((await run('south3', ...query)).stdout).toMatch(/db_state +: Build failed/);
      expect(await run('south3', ...build)).toMatchObject({ exitCode: 1 });
      expect(lab.faults().map(({ left }) => left)).toEqual([undefined, 0]);
      await lab.heal({ kind: 'build', node: 'south3', how: 'slow', bytesPerSecond: 524_288 });
      expect(await run('south3', ...build)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('completed'),
      });
      await isNormal('south');
    },
  ],
  'wrong-version': [
    'version.cfg of all nodes of the cluster names another commit, and is as it was afterwards',
    async () => {
      const versions = (): Promise<readonly string[]> =>
        Promise.all(lab.clusters.south.nodes.map((node) => typed(lab, node, 'sh', '-c', 'cat $GPHOME/version.cfg')));
      const before = await versions();
      await fault('wrong-version', 'south');
      expect(await versions()).toEqual(before.map((text) => text.replace('c0ffee42', 'deadbeef')));
      expect(await fetchedVersion()).toBe(before[0]);
      await lab.heal();
      expect(await versions()).toEqual(before);
    },
  ],
  'wrong-password': [
    'the hadr user’s password is refused, and is the old one afterwards, to the bit',
    async () => {
      const kept = (): Promise<readonly (readonly (string | null)[])[]> =>
        lab.sql(at('north1'), `select rolpassword from pg_authid where rolname = 'hadr'`);
      const before = await kept();
      await fault('wrong-password', 'north');
      expect(await asHadr('north1')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('Invalid username/password'),
      });
      await lab.heal();
      expect(await kept()).toEqual(before);
      expect(await asHadr('north1')).toMatchObject({ exitCode: 0, stdout: '1\n' });
    },
  ],
  'upgrade-marker': [
    'binary_upgrade is not empty; afterwards it is gone, but for what somebody else has put there',
    async () => {
      const directory = join(at('north1').pgHost, 'binary_upgrade');
      await fault('upgrade-marker', 'north1');
      expect(await typed(lab, at('north1'), 'sh', '-c', 'ls $PGHOST/binary_upgrade')).toBe('upgrade_phase\n');
      await lab.heal();
      expect(existsSync(directory)).toBe(false);

      await fault('upgrade-marker', 'north1');
      writeFileSync(join(directory, 'mine'), '');
      await lab.heal();
      expect(
        await typed(lab, at('north1'), 'sh', '-c', 'cd $PGHOST && ls binary_upgrade && rm -r binary_upgrade'),
      ).toBe('mine\n');
    },
  ],
  'full-disk': [
    'nothing more can be written on that node, until there is room again',
    async () => {
      await expect(fault('full-disk', 'south2')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
      if (!mayMount) return;
      const write = (): Promise<Ran> => run('south3', 'sh', '-c', 'cp /etc/hostname $PGHOST/mine && rm $PGHOST/mine');
      await fault('full-disk', 'south3');
      const refused = await write();
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain('No space left on device');
      await lab.heal();
      expect(await write()).toMatchObject({ exitCode: 0 });
      await isNormal('south');
    },
  ],
  tool: [
    'a tool hangs, floods, prints garbage or fails: where, when and as often as asked for',
    async () => {
      await fault('tool', 'gs_guc', { exit: '7', says: 'disk full', node: 'north2', matching: 'dcf', times: '1' });
      const check = (node: string, name: string): Promise<Ran> =>
        run(node, 'gs_guc', 'check', '-D', at(node).datanode.directory, '-c', name);
      expect(await check('north1', 'enable_dcf')).toMatchObject({ exitCode: 0 });
      expect(await check('north2', 'port')).toMatchObject({ exitCode: 0 });
      expect(await check('north2', 'enable_dcf')).toMatchObject({ exitCode: 7, stdout: 'disk full\n' });
      expect(await check('north2', 'enable_dcf')).toMatchObject({ exitCode: 0 });

      await fault('tool', 'cm_ctl', { hang: true });
      expect(await run('north1', 'timeout', '0.5', 'cm_ctl', 'query')).toMatchObject({ exitCode: 124, stdout: '' });
      await lab.heal();
      await fault('tool', 'cm_ctl', { flood: '5MB' });
      const { exitCode, stdout } = await run('north1', 'cm_ctl', 'query');
      expect([exitCode, stdout.length]).toEqual([0, 5 * 1024 * 1024]);
      await lab.heal();
      await fault('tool', 'cm_ctl', { garbage: true });
      expect((await run('north1', 'cm_ctl', 'query')).stdout).not.toContain('cluster_state');
      await lab.heal();
      await isNormal('north');
    },
  ],
};

test.each(Object.values(EFFECTS))('%s', async (_, effect) => effect());

/** The primary's version.cfg, as the standby cluster gets it to compare with its own. */
const fetchedVersion = async (): Promise<string> => {
  const [own, peer] = [at('south1'), at('north1')];
  const names = 'version.cfg .cluster_user_record hadr.key.cipher hadr.key.rand';
  const put = `mkdir gs_secure_files && cp $GPHOME/version.cfg gs_secure_files && cd gs_secure_files && touch ${names}`;
  await typed(lab, peer, 'sh', '-c', `cd ${peer.datanode.directory} && ${put}`);
  const { user, password } = lab.hadr;
  const ha = own.datanode.port + 1;
  const link = `localhost=${own.dataIp} localport=${ha} remotehost=${peer.dataIp} remoteport=${ha}`;
  const copy = ['-M', 'standby', '-b', 'copy_secure_files', '-U', user, '-P', password, '-C', link];
  await typed(lab, own, 'gs_ctl', 'build', '-D', own.datanode.directory, ...copy);
  return typed(lab, own, 'cat', `${own.datanode.directory}/gs_secure_files/version.cfg`);
};

/** How many bytes of log the main standby has not got. */
const behind = async (): Promise<number> => {
  const query = `select pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(flush_lsn, '0/0')) from pg_stat_replication where application_name like 'hadr:%'`;
  return Number((await sql('north1', query)).stdout);
};

test('two tools at once never share an occurrence', async () => {
  await fault('tool', 'gs_guc', { exit: '9', times: '3' });
  const check = ['gs_guc', 'check', '-D', at('north1').datanode.directory, '-c', 'port'];
  const ran = await Promise.all(Array.from({ length: 6 }, () => run('north1', ...check)));
  expect(ran.map(({ exitCode }) => exitCode).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 9, 9, 9]);
});

test('the primary moves to another node of its cluster, and the main standby follows it', async () => {
  for (const to of ['north2', 'north1']) {
    const { id, datanode } = at(to);
    await typed(lab, at(to), 'cm_ctl', 'switchover', '-n', String(id), '-D', datanode.directory);
    for (const cluster of ['north', 'south'] as const) await isNormal(cluster);
    await shows(row(to, 'Primary Normal'), to, 'cm_ctl', 'query', '-Cvipdw');
  }
});

test('what cannot happen is refused, and leaves no fault', async () => {
  await fault('upgrade-marker', 'north1');
  await expect(fault('upgrade-marker', 'north1')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
  await expect(lab.snapshot('faulty')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
  await lab.heal();
  await expect(fault('wrong-password', 'south')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
  await run('north3', 'cm_ctl', 'stop', '-n', '3', '-m', 'i');
  await expect(fault('kill-datanode', 'north3')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
  await expect(fault('stop-datanode', 'north3')).rejects.toMatchObject({ code: 'E_LAB_FAULT' });
  expect(lab.faults()).toEqual([]);
});
