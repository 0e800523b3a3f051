import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cascadeStandbyBuild,
  copySecureFiles,
  mainStandbyBuild,
  notifyPrimary,
  parseBuildState,
  queryBuild,
  saysBuilt,
  startDatanode,
  reloadDatanode,
  stopDatanode,
} from '../../cluster/gs-ctl.js';
import { Secret, shown } from '../../cluster/host/secret.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const login = { user: 'hadr', password: new Secret('Gauss#234') };
const log = (text: string): string => `[2026-01-31 10:00:00.123][4711][dn_6001][gs_ctl]: ${text}\n`;
const field = (name: string, value: string): string => `        ${name.padEnd(30)}: ${value}\n`;

const building = [
  log('gs_ctl querybuild ,datadir is /dn '),
  ' HA state:           \n',
  field('local_role', 'Standby'),
  field('static_connections', '3'),
  field('db_state', 'Building'),
  field('sync_mode', 'Async'),
  ' Build state:\n',
  field('build_mode', 'Full'),
  field('data_synchronized', '512MB'),
  field('estimated_total_data', '2GB'),
  field('process_schedule', '25%'),
].join('');

describe('gs_ctl', () => {
  let node: StandInNode;
  beforeAll(async () => {
    node = await standInNode();
  });
  afterAll(() => node.remove());

  test('builds are the original’s, and show no password', () => {
    expect(shown(mainStandbyBuild('/dn', login, 1_209_600))).toBe(
      'gs_ctl build -D /dn -M hadr_main_standby -r 7200 -q -Q force_copy_from_local -U hadr -P *** -t 1209600',
    );
    expect(shown(cascadeStandbyBuild('/dn', 1_209_600))).toBe(
      'gs_ctl build -D /dn -M cascade_standby -b standby_full -r 7200 -t 1209600',
    );
  });

  test('querybuild tells how far a build is, in bytes and percent', async () => {
    await node.answers('gs_ctl', { stdout: building });
    expect(await queryBuild(node.host, '/dn')).toEqual({
      kind: 'building',
      dbState: 'Building',
      doneBytes: 512 * 1024 ** 2,
      totalBytes: 2 * 1024 ** 3,
      percent: 25,
      mode: 'Full',
    });
    expect((await node.callOf('gs_ctl')).argv).toEqual(['gs_ctl', 'querybuild', '-D', '/dn']);
  });

  test.each([
    ['Build completed', 'completed'],
    ['Build failed', 'failed'],
    ['Normal', 'other'],
  ])('querybuild: %s', async (dbState, kind) => {
    await node.answers('gs_ctl', { stdout: `${log('x')} HA state:\n${field('db_state', dbState)}` });
    expect(await queryBuild(node.host, '/dn')).toEqual({ kind, dbState });
  });

  test.each([
    [true, ['inc build failed.', 'inc build failed, change to full build.', 'auto build build completed(/dn).']],
    [true, ['dn incremental build completed.', 'waiting for server to start...', 'server started (/dn)']],
    [
      true,
      [
        'gs_ctl:cross inc build failed, change build mode to standby full build.',
        'standby full build build completed(/dn).',
      ],
    ],
    [false, ['inc build failed, change to full build.', 'auto build failed(/dn).']],
    [false, ['inc build failed due to primary connection failure, skip full build.']],
    [false, ['Another gs_ctl command is still running,build failed !']],
    [false, ['gs_ctl incremental build ,datadir is /dn']],
    [false, []],
  ])('the last word of a build says whether there is one: %s', (built, words) => {
    expect(saysBuilt(words.map(log).join(''))).toBe(built);
  });

  test('querybuild without a state is not taken for one', async () => {
    await node.answers('gs_ctl', { stdout: log('could not connect to the local server') });
    await expect(queryBuild(node.host, '/dn')).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test.each([
    ['started', `${log('waiting for server to start...')}... done\n${log('server started (/dn)')}`],
    ['already running', log(' another server might be running; Please use the restart command')],
    ['still starting', log('server is still starting up')],
  ])('a start whose exit status is 0 may mean: %s', async (outcome, stdout) => {
    await node.answers('gs_ctl', { stdout });
    expect(await startDatanode(node.host, '/dn', 'hadr_main_standby')).toBe(outcome);
    expect((await node.callOf('gs_ctl')).argv).toEqual(['gs_ctl', 'start', '-D', '/dn', '-M', 'hadr_main_standby']);
  });

  test('a start that failed, and one that says nothing, are errors', async () => {
    await node.answers('gs_ctl', { stdout: log('could not start server\nExamine the log output.'), exitCode: 1 });
    await expect(startDatanode(node.host, '/dn', 'pending', undefined, 600)).rejects.toMatchObject({
      code: 'E_COMMAND_FAILED',
    });
    expect((await node.callOf('gs_ctl')).argv.slice(-2)).toEqual(['-t', '600']);
    await node.answers('gs_ctl', {});
    await expect(startDatanode(node.host, '/dn', 'standby')).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test('a datanode that is down already is stopped', async () => {
    await node.answers('gs_ctl', { stderr: 'gs_ctl: PID file "/dn/postmaster.pid" does not exist\n', exitCode: 1 });
    await stopDatanode(node.host, '/dn');
    // CM has killed it, and its file is still there.
    const killed = [
      ' cannot stop server; single-user server is running (PID: 7)  No such process',
      'stop failed, killing gaussdb by force ...',
    ];
    await node.answers('gs_ctl', { stdout: killed.map(log).join(''), exitCode: 1 });
    await stopDatanode(node.host, '/dn');
    await node.answers('gs_ctl', {
      stdout: log(' could not send reload signal (PID: 7): No such process'),
      exitCode: 1,
    });
    await reloadDatanode(node.host, '/dn');
    await node.answers('gs_ctl', { stderr: 'gs_ctl: server does not shut down\n', exitCode: 1 });
    await expect(stopDatanode(node.host, '/dn')).rejects.toMatchObject({ code: 'E_COMMAND_FAILED' });
  });

  test('a stop and a reload that the tool does not say it has done are not believed, though the exit status is 0', async () => {
    await node.answers('gs_ctl', { stdout: log('server stopped') });
    await stopDatanode(node.host, '/dn');
    await node.answers('gs_ctl', { stdout: log('server signaled') });
    await reloadDatanode(node.host, '/dn');
    await node.answers('gs_ctl', { stdout: '#'.repeat(10_000) });
    for (const told of [stopDatanode, reloadDatanode])
      await expect(told(node.host, '/dn')).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test('a datanode becomes primary once: the second call is told apart from a failure', async () => {
    await node.answers('gs_ctl', {
      stdout: `${log('waiting for server to response... done')}${log('notify server completed, mode change to Primary')}`,
    });
    expect(await notifyPrimary(node.host, '/dn', 105, 600)).toBe('primary');
    expect((await node.callOf('gs_ctl')).argv.slice(1)).toEqual([
      'notify',
      '-D',
      '/dn',
      '-M',
      'primary',
      '-T',
      '105',
      '-t',
      '600',
    ]);
    await node.answers('gs_ctl', { stdout: log(' only support notify server in pending mode; x'), exitCode: 1 });
    expect(await notifyPrimary(node.host, '/dn', 105, 600)).toBe('not pending');
    await node.answers('gs_ctl', { stdout: log('x'), exitCode: 1 });
    await expect(notifyPrimary(node.host, '/dn', 105, 600)).rejects.toMatchObject({ code: 'E_COMMAND_FAILED' });
  });

  const source = {
    ...login,
    directory: '/dn',
    localIp: '1.1.1.1',
    localPort: 26001,
    remoteIp: '2.2.2.2',
    remotePort: 26001,
  };

  test('key files are fetched over the HA ports', async () => {
    await node.answers('gs_ctl', { stdout: log('copy remote secure files completed') });
    expect(await copySecureFiles(node.host, source)).toEqual({ kind: 'copied' });
    expect((await node.callOf('gs_ctl')).argv.slice(1)).toEqual([
      ...['build', '-D', '/dn', '-M', 'standby', '-b', 'copy_secure_files', '-U', 'hadr', '-P', 'Gauss#234'],
      ...['-C', 'localhost=1.1.1.1 localport=26001 remotehost=2.2.2.2 remoteport=26001'],
    ]);
  });

  test('key files that are not there yet are no error, and what was said hides the password', async () => {
    await node.answers('gs_ctl', { stdout: log('could not connect to server.'), exitCode: 1 });
    const answer = await copySecureFiles(node.host, source);
    expect(answer).toMatchObject({ kind: 'not yet', said: expect.stringContaining('could not connect to server.') });
    expect(JSON.stringify(answer)).not.toContain('Gauss#234');
  });
});

test('a state without a value does not take the next line for it', () => {
  expect(parseBuildState(`${field('db_state', '')}${field('sync_mode', 'Async')}`)).toEqual({
    kind: 'other',
    dbState: '',
  });
});

test('any text is read without an exception, and a percentage stays one', () => {
  const lines = fc.array(fc.constantFrom(...building.split('\n'), 'db_state : Building', 'process_schedule : 900%'));
  fc.assert(
    fc.property(
      fc.oneof(
        lines.map((all) => all.join('\n')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const { percent = 0 } = parseBuildState(text) ?? {};
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      },
    ),
  );
  expect(parseBuildState('\n'.repeat(2_000_000))).toBeUndefined();
});
