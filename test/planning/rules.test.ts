import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEY_FILES, generateKeys } from '../../cluster/hadr-keys.js';
import { checkGuc, checkGucEverywhere, writeGuc, writeGucEverywhere, writeHba } from '../../cluster/gs-guc.js';
import { gucValueOn } from '../../cluster/guc-values.js';
import { ddbGet, ddbPut, queryClusterState, stopNode } from '../../cluster/cm-ctl.js';
import { queryBuild, mainStandbyBuild, stopDatanode } from '../../cluster/gs-ctl.js';
import type { Host, RunResult } from '../../cluster/host/host.js';
import { jobState, startJob } from '../../cluster/host/job.js';
import { Secret, type Command } from '../../cluster/host/secret.js';
import { openPlanning } from '../../cluster/planning/planning.js';
import type { PlanCommand } from '../../domain/plan/plan.js';

/** A node that notes what is really run on it, and answers what it is told to. */
const node = (answers: Readonly<Record<string, string>> = {}) => {
  const ran: string[] = [];
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  const never = (): Promise<never> => Promise.reject(new Error('a plan has changed something'));
  const real: Host = {
    address: 'node1',
    environment: () =>
      Promise.resolve({ mpprc: '', gaussHome: '/home', gpHome: '/gp', pgHost: '/tmp', gaussLog: '', osUser: 'omm' }),
    run: (command): Promise<RunResult> => {
      const line = command.map(String).join(' ');
      ran.push(line);
      return Promise.resolve({ kind: 'exited', exitCode: 0, stdout: answers[line] ?? '', stderr: '' });
    },
    readFile: nothing,
    list: nothing,
    writeFile: never,
    remove: never,
    makeDirectory: never,
    close: nothing,
  };
  const planning = openPlanning(() => real);
  const taken = async (): Promise<readonly PlanCommand[]> =>
    (await planning.taken(['node1'])).filter((action): action is PlanCommand => action.kind !== 'file');
  return { ran, host: planning.host('node1'), taken, planning };
};

const run = (host: Host, command: Command, stdin?: string): Promise<RunResult> =>
  host.run(command, { timeoutMs: 1_000, ...(stdin !== undefined && { stdin }) });

describe('a command that no rule knows is refused, and never run:', () => {
  const refused = async (command: Command, stdin?: string): Promise<void> => {
    const { host, ran } = node();
    await expect(run(host, command, stdin)).rejects.toMatchObject({ code: 'E_INTERNAL', where: { node: 'node1' } });
    expect(ran).toEqual([]);
  };

  test.each([
    ['another program', ['rm', '-rf', '/']],
    ['a shell', ['bash', '-c', 'true']],
    ['another script than the one that makes keys', ['sh', '-c', 'gs_guc generate -S default -o hadr']],
    ['another verb of gs_ctl', ['gs_ctl', 'failover', '-D', '/dn']],
    ['another verb of cm_ctl', ['cm_ctl', 'switchover', '-a']],
    ['another option of cm_ctl query', ['cm_ctl', 'query', '-x']],
    ['another component of gs_guc', ['gs_guc', 'set', '-Z', 'coordinator', '-N', 'all', '-I', 'all', '-c', 'a=1']],
  ] as const)('%s', async (_, command) => {
    await refused(command);
  });

  test.each([
    'drop table account;',
    'select 1; drop table account;',
    'select pg_terminate_backend(1);',
    'select * into copy from account;',
    'select * from account for update;',
    'ALTER GLOBAL CONFIGURATION with(other =1);',
    '',
  ])('gsql with “%s”', async (sql) => {
    await refused(['gsql', '--file=-'], sql);
  });

  test('whatever else somebody thinks of', async () => {
    const words = fc.array(fc.string(), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('gs_ctl', 'gs_guc', 'cm_ctl', 'gsql', 'sh', 'bash', 'ssh'),
        words,
        (tool, rest) => refused([tool, ...rest]),
      ),
    );
  });
});

describe('what changes something is noted and not done; what is read later shows it:', () => {
  test('a parameter, before and after, on one datanode and on all', async () => {
    const { host, taken, ran } = node({
      'gs_guc check -Z datanode -D /dn -c wal': `gs_guc check: n1: wal='128': [/dn/postgresql.conf]\n`,
      'gs_guc check -Z datanode -N all -I all -c wal': "    [n1]  wal='128'  [/dn]\n    [n2]  wal='128'  [/dn]\n",
    });
    await writeGuc(host, 'reload', { directory: '/dn', parameter: 'wal', value: '16384' });
    expect(await checkGuc(host, '/dn', 'wal')).toBe('16384');
    const values = await checkGucEverywhere(host, 'wal');
    expect(['n1', 'n2'].map((name) => gucValueOn(values, name))).toEqual(['16384', '128']);
    await writeGucEverywhere(host, 'set', 'datanode', 'wal', null);
    expect(await checkGuc(host, '/dn', 'wal')).toBeNull();
    const changes = (await taken()).filter(({ kind }) => kind === 'change');
    expect(changes.map(({ differences }) => differences)).toEqual([
      [{ what: 'wal', where: 'n1', before: '128', after: '16384' }],
      [
        { what: 'wal', where: 'n1', before: '16384', after: null },
        { what: 'wal', where: 'n2', before: '128', after: null },
      ],
    ]);
    expect(ran.filter((line) => !line.startsWith('gs_guc check'))).toEqual([]);
  });

  test('a parameter that is the same on all datanodes, for all, then for one', async () => {
    const { host, taken } = node({
      'gs_guc check -Z datanode -N all -I all -c wal': 'is same on all instances.\n    wal=128\n',
      'gs_guc check -Z datanode -D /dn -c wal': 'gs_guc check: n1: wal=128: [/dn]\n    wal=128\n',
    });
    await writeGucEverywhere(host, 'set', 'datanode', 'wal', '16');
    expect(await checkGuc(host, '/dn', 'wal')).toBe('16');
    await writeGuc(host, 'set', { directory: '/dn', parameter: 'wal', value: null });
    const values = await checkGucEverywhere(host, 'wal');
    expect(['n1', 'n2'].map((name) => gucValueOn(values, name))).toEqual([null, '16']);
    const changes = (await taken()).filter(({ kind }) => kind === 'change');
    expect(changes.map(({ differences }) => differences)).toEqual([
      [{ what: 'wal', where: 'every datanode', before: '128', after: '16' }],
      [{ what: 'wal', where: 'n1', before: '16', after: null }],
    ]);
  });

  test('lines of pg_hba.conf', async () => {
    const { host, taken } = node();
    await writeHba(host, 'reload', '/dn', ['host all all 1.2.3.4/32 trust']);
    expect((await host.readFile('/dn/pg_hba.conf'))?.toString()).toBe('host all all 1.2.3.4/32 trust\n');
    expect((await taken()).flatMap(({ differences }) => differences.map(({ after }) => after))).toEqual([
      'host all all 1.2.3.4/32 trust',
    ]);
  });

  test('a key of CM’s store', async () => {
    const { host, taken } = node({
      'cm_ctl ddb --get /k': 'cm_ctl: exec ddb --get command success.\ncm_ctl: 0\n',
    });
    await ddbPut(host, '/k', '2');
    expect(await ddbGet(host, '/k')).toBe('2');
    expect((await taken())[0]?.differences).toEqual([{ what: '/k', where: 'DCC', before: '0', after: '2' }]);
  });

  test('a cluster that is stopped does not answer', async () => {
    const { host, ran } = node();
    await stopNode(host, 1, 60);
    await expect(queryClusterState(host)).rejects.toMatchObject({ found: 'no cm_server answers' });
    expect(ran).toEqual([]);
  });

  test('keys that are made', async () => {
    const { host, taken } = node();
    await generateKeys(host);
    for (const name of KEY_FILES) expect(await host.readFile(`/home/bin/${name}`)).toBeDefined();
    expect((await taken())[0]?.argv).toEqual(['gs_guc', 'generate', '-S', 'default', '-o', 'hadr', '-D', '/home/bin']);
  });

  test('a build, which has ended well at once, and whose password is nowhere', async () => {
    const { host, taken, ran } = node();
    const command = mainStandbyBuild('/dn', { user: 'hadr', password: new Secret('hunter2') }, 60);
    expect(await startJob(host, { directory: '/jobs', key: 'k', command })).toEqual({ kind: 'finished', exitCode: 0 });
    expect(await queryBuild(host, '/dn')).toMatchObject({ kind: 'completed' });
    await stopDatanode(host, '/dn');
    const noted = JSON.stringify(await taken());
    expect(noted).toContain('"-P","<password>"');
    expect(noted + ran.join('')).not.toContain('hunter2');
    expect(await jobState(host, '/jobs')).toBeUndefined();
  });
});
