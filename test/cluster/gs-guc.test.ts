import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  assignment,
  changedButNotSignalled,
  checkGuc,
  checkGucEverywhere,
  writeGuc,
  writeGucEverywhere,
  writeHba,
} from '../../cluster/gs-guc.js';
import { gucValueOn, parseCheck } from '../../cluster/guc-values.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const checked = (name: string, value: string): string =>
  [
    `expected guc information: node1: ${name}=NULL: [/dn/postgresql.conf]`,
    `gs_guc check: node1: ${name}=${value}: [/dn/postgresql.conf]`,
    '',
    'Total GUC values: 1. Failed GUC values: 0.',
    ...(value === 'NULL'
      ? [`The details for ${name}:`, `    [node1]  ${name}=NULL  [/dn/postgresql.conf]`]
      : [`The value of parameter ${name} is same on all instances.`, `    ${name}=${value}`]),
    '',
  ].join('\n');

describe('gs_guc', () => {
  let node: StandInNode;
  beforeAll(async () => {
    node = await standInNode();
  });
  afterAll(() => node.remove());

  test('check tells a value from none, though NULL stands in both answers', async () => {
    await node.answers('gs_guc', { stdout: checked('replconninfo1', `'localhost=1.2.3.4 localport=26001'`) });
    expect(await checkGuc(node.host, '/dn', 'replconninfo1')).toBe('localhost=1.2.3.4 localport=26001');
    expect((await node.callOf('gs_guc')).argv).toEqual([
      'gs_guc',
      'check',
      '-Z',
      'datanode',
      '-D',
      '/dn',
      '-c',
      'replconninfo1',
    ]);
    await node.answers('gs_guc', { stdout: checked('replconninfo1', 'NULL') });
    expect(await checkGuc(node.host, '/dn', 'replconninfo1')).toBeNull();
  });

  test('check of replconninfo1 does not take replconninfo10 for it', () => {
    expect(parseCheck(checked('replconninfo10', '5'), 'replconninfo1')).toBeUndefined();
  });

  test('check on all nodes gives each node’s value, or one that is the same on all', async () => {
    const line = (name: string, value: string) => `    [${name}]  synchronous_commit=${value}  [/dn/postgresql.conf]`;
    const total = '\nTotal GUC values: 3. Failed GUC values: 0.';
    await node.answers('gs_guc', {
      stdout: [
        total,
        'The details for synchronous_commit:',
        ...[line('node1', 'on'), line('node2', `'off'`), line('node3', 'NULL')],
        '',
      ].join('\n'),
    });
    const values = await checkGucEverywhere(node.host, 'synchronous_commit');
    expect(['node1', 'node2', 'node3', 'node4'].map((name) => gucValueOn(values, name))).toEqual([
      'on',
      'off',
      null,
      undefined,
    ]);
    const same = 'The value of parameter synchronous_commit is same on all instances.\n    synchronous_commit=on\n';
    await node.answers('gs_guc', { stdout: `${total}\n${same}` });
    expect(gucValueOn(await checkGucEverywhere(node.host, 'synchronous_commit'), 'node9')).toBe('on');
    await node.answers('gs_guc', { stdout: total });
    await expect(checkGucEverywhere(node.host, 'synchronous_commit')).rejects.toMatchObject({
      code: 'E_OUTPUT_NOT_UNDERSTOOD',
    });
  });

  test('a datanode whose build did not end is touched by nobody', async () => {
    const words = 'gs_guc:The gs_ctl build is doing now, the gs_guc process should be stopped.\n';
    await node.answers('gs_guc', { stdout: words, exitCode: 1 });
    await expect(checkGuc(node.host, '/dn', 'port')).rejects.toMatchObject({ code: 'E_JOB_BUSY' });
  });

  test('a value is written in the original’s form, and null comments the line out', async () => {
    await node.answers('gs_guc', { stdout: 'Success to perform gs_guc!\n' });
    await writeGuc(node.host, 'reload', { directory: '/dn', parameter: 'wal_keep_segments', value: '16384' });
    expect((await node.callOf('gs_guc')).argv).toEqual([
      'gs_guc',
      'reload',
      '-Z',
      'datanode',
      '-D',
      '/dn',
      '-c',
      'wal_keep_segments = 16384',
    ]);
    await writeGuc(node.host, 'set', { directory: '/dn', parameter: 'replconninfo3', value: null });
    expect((await node.callOf('gs_guc')).argv.at(-1)).toBe('replconninfo3');
    await writeGucEverywhere(node.host, 'set', 'cmserver', 'backup_open', '2');
    expect((await node.callOf('gs_guc')).argv).toEqual([
      'gs_guc',
      'set',
      '-Z',
      'cmserver',
      '-N',
      'all',
      '-I',
      'all',
      '-c',
      'backup_open=2',
    ]);
    await writeGucEverywhere(node.host, 'set', 'datanode', 'stream_cluster_run_mode', 'cluster_primary');
    expect((await node.callOf('gs_guc')).argv.at(-1)).toBe(`stream_cluster_run_mode = 'cluster_primary'`);
  });

  test('what the tool does not say it has done is not believed, though the exit status is 0', async () => {
    await node.answers('gs_guc', { stdout: '#'.repeat(10_000) });
    const write = () => writeGuc(node.host, 'set', { directory: '/dn', parameter: 'a', value: '1' });
    await expect(write()).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
    await node.answers('gs_guc', { stdout: 'ALL: Failure to perform gs_guc!\n' });
    await expect(writeGucEverywhere(node.host, 'set', 'cmagent', 'agent_backup_open', '2')).rejects.toMatchObject({
      code: 'E_OUTPUT_NOT_UNDERSTOOD',
    });
  });

  test('pg_hba lines go in together', async () => {
    await node.answers('gs_guc', { stdout: 'Success to perform gs_guc!\n' });
    await writeHba(node.host, 'reload', '/dn', ['host all u 1.1.1.1/32 trust', 'host all all 1.1.1.1/32 sha256']);
    expect((await node.callOf('gs_guc')).argv).toEqual([
      'gs_guc',
      'reload',
      '-D',
      '/dn',
      '-h',
      'host all u 1.1.1.1/32 trust',
      '-h',
      'host all all 1.1.1.1/32 sha256',
    ]);
  });

  test('reload on a stopped datanode is told from a failure that changed nothing', async () => {
    const write = () => writeGuc(node.host, 'reload', { directory: '/dn', parameter: 'a', value: '1' });
    const failure = async (stdout: string): Promise<unknown> => {
      await node.answers('gs_guc', { stdout, exitCode: 1 });
      return write().catch((error: unknown) => error);
    };
    const stopped = await failure(
      'gs_guc: PID file "/dn/postmaster.pid" does not exist\nIs server running?\nFailure to perform gs_guc!\n',
    );
    expect(stopped).toMatchObject({ code: 'E_COMMAND_FAILED' });
    expect(changedButNotSignalled(stopped)).toBe(true);
    expect(changedButNotSignalled(await failure('ERROR: The name of parameter "a" is incorrect\n'))).toBe(false);
  });

  test('a refusal because of a build has its own code', async () => {
    await node.answers('gs_guc', {
      stdout: 'gs_guc:The gs_ctl build is doing now, gs_guc can not be executed.\n',
      exitCode: 1,
    });
    await expect(writeGuc(node.host, 'set', { directory: '/dn', parameter: 'a', value: '1' })).rejects.toMatchObject({
      code: 'E_JOB_BUSY',
    });
  });
});

test('a value comes back as it was written, whatever it contains', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      fc.pre(!/[\n\r\0]/.test(value));
      const [, written = ''] = assignment('name', value).split(/ = (.*)/s);
      expect(parseCheck(checked('name', written), 'name')).toBe(value);
    }),
  );
});

test('a value of two lines is refused: the second would be a parameter of its own', () => {
  expect(() => assignment('name', "x'\nport = 1")).toThrow(RangeError);
});

test('any text is read without an exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseCheck(text, 'name')));
  expect(parseCheck('gs_guc check: ' + 'name=: ['.repeat(100_000), 'name')).toBeUndefined();
});
