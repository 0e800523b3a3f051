import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { QueryAnswer } from '../../client/index.js';
import type { ClusterPair } from '../../domain/topology.js';
import { gsSdr, gsSdrRunning, type CliOptions, type Ended, type Running } from '../support/cli.js';
import { temporaryConfiguration, type TemporaryConfiguration } from '../support/configuration-file.js';
import { done, failing, held, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** Scripts written for the original: its flags in, its lines and exit statuses out. On mocked activities. */
let temporal: TemporalForTests;
const files: TemporaryConfiguration[] = [];
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(async () => {
  await Promise.all(files.map((file) => file.remove()));
  await temporal.environment.teardown();
});

const answer: QueryAnswer = {
  hadrClusterStat: 'archive',
  hadrFailoverStat: '',
  hadrSwitchoverStat: '',
  rpo: '0',
  rto: '1',
};
const overview = { databases: [{ name: 'bank', bytes: 7 }], sessions: [] };
const looks = { queryRelationship: () => Promise.resolve(answer), lookOver: () => Promise.resolve(overview) };

/** A cluster with a worker, while the work lasts. */
const served = async (
  role: 'primary' | 'disaster_standby',
  work: (pair: ClusterPair, json: string) => Promise<void>,
  overrides: Parameters<typeof recordingActivities>[0] = {},
): Promise<void> => {
  const pair = pairFor(role);
  const file = await temporaryConfiguration(pair);
  files.push(file);
  const { activities } = recordingActivities(overrides);
  await withWorker(temporal, `sdr-${pair.cluster}`, { ...activities, ...looks }, () => work(pair, file.path));
};

const options = (env: Readonly<Record<string, string>> = {}): CliOptions => ({
  temporal: temporal.environment.address,
  env,
});
const start = (mode: string, json: string, ...more: readonly string[]): readonly string[] => [
  ...['-t', 'start', '-m', mode, '--json', json],
  ...more,
];
const FINISHED = ['Successfully removed step file.', 'Successfully do streaming disaster recovery start.', ''];

describe('gs_sdr -t start', () => {
  test('as primary prints the original’s lines and ends with 0', async () => {
    await served('primary', async (_, json) => {
      const { exit, stdout } = await gsSdr(start('primary', json, '-U', 'hadr', '--time-out=60'), options());
      expect(exit).toBe(0);
      const wait = ['Waiting for the main standby connection.', 'Main standby already connected.'];
      expect(stdout.split('\n')).toEqual([...wait, ...FINISHED]);
    });
  });

  test('as disaster standby prints the builds, once the cluster’s name is given in the environment', async () => {
    await served('disaster_standby', async ({ cluster }, json) => {
      const log = join(dirname(json), 'gs_sdr.log');
      const arguments_ = start('disaster_standby', json, '-l', log);
      const refused = await gsSdr(arguments_, options());
      expect([refused.exit, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toContain('sdr: [E_OVERWRITE_NOT_CONFIRMED]');
      const { exit, stdout } = await gsSdr(arguments_, options({ SDR_YES_OVERWRITE: cluster }));
      expect(exit).toBe(0);
      const lines = stdout.split('\n');
      const isCascade = (line: string): boolean => / cascade standby dn:/.test(line);
      expect(lines.filter((line) => !isCascade(line))).toEqual([
        'Start building process.',
        'Start build main standby dn:6001',
        'Successfully build main standby dn:6001',
        'Starting single main standby dn:6001',
        'Successfully start single main standby dn:6001',
        'Finished build main standby dns.',
        'Finished build cascade standby dns.',
        'Starting the cluster.',
        'Successfully started primary instance. Please wait for standby instances.',
        'Waiting cluster normal.',
        'Successfully started standby instances.',
        ...FINISHED,
      ]);
      // All at once: in which order is nobody’s promise.
      expect(lines.filter(isCascade).toSorted()).toEqual([
        'Start build cascade standby dn:6002',
        'Start build cascade standby dn:6003',
        'Successfully build cascade standby dn:6002',
        'Successfully build cascade standby dn:6003',
      ]);
      expect(await readFile(log, 'utf8')).toMatch(
        /^\[[0-9a-f]{32}\]\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\]\[\d+\]\[start\]\[LOG\]:Start build main standby dn:6001$/m,
      );
    });
  });

  test('that fails ends with 1, error and next move on standard error; given again it goes on', async () => {
    let broken = true;
    await served(
      'primary',
      async (_, json) => {
        const failed = await gsSdr(start('primary', json), options());
        expect([failed.exit, failed.stdout]).toEqual([1, 'Waiting for the main standby connection.\n']);
        expect(failed.stderr).toMatch(/sdr: \[E_MAIN_STANDBY_TIMEOUT\] .*nobody came\nhint: /);
        broken = false;
        const again = await gsSdr(start('primary', json), options());
        expect(again.exit).toBe(0);
        expect(again.stdout.endsWith(FINISHED.join('\n'))).toBe(true);
      },
      {
        waitForMainStandby: (scope) =>
          broken ? failing('E_MAIN_STANDBY_TIMEOUT', 'nobody came')(scope) : Promise.resolve({ said: '' }),
      },
    );
  });

  test('goes on from the original’s own step file, as the original does, but with -f', async () => {
    const asked = new Map<string, unknown>();
    for (const more of [[], ['-f']]) {
      await served('primary', (_, json) => gsSdr(start('primary', json, ...more), options()).then(() => undefined), {
        readCluster: (scope) => {
          asked.set(more.join(' '), scope.adopt);
          return Promise.resolve(done('readCluster'));
        },
      });
    }
    expect([...asked]).toEqual([
      ['', 'if any'],
      ['-f', undefined],
    ]);
  });

  test('with -W warns, keeps the password for the worker, and shows it nowhere else', async () => {
    const part = held('checkCluster');
    await served(
      'primary',
      async ({ cluster }, json) => {
        const file = join(dirname(json), 'kept', 'credentials.json');
        const password = 'seen-by-nobody-4711';
        const command = start('primary', json, '-U', 'hadr', '-W', password);
        const running = gsSdrRunning(command, options({ SDR_CREDENTIALS_FILE: file }));
        await begun(part.began, running);
        const processes = await commandLines();
        expect(processes.find((line) => line.startsWith('gs_sdr'))).toBeDefined();
        expect(processes.filter((line) => line.includes(password))).toEqual([]);
        part.release();
        const { exit, stdout, stderr } = await running.ended;
        expect(exit).toBe(0);
        expect(stderr).toContain('-W: a password on a command line is seen by everybody.');
        expect(stdout + stderr).not.toContain(password);
        expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ users: { hadr: password } });
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        const history = await historyText(`sdr:${cluster}`);
        expect(history).toContain('"hadrUser":"hadr"');
        expect(history).not.toContain(password);
      },
      { checkCluster: part.activity },
    );
  });

  test('Ctrl-C leaves the run alone, and the same command joins it', async () => {
    const part = held('checkCluster');
    await served(
      'primary',
      async (_, json) => {
        const running = gsSdrRunning(start('primary', json), options());
        await begun(part.began, running);
        running.signal('SIGINT');
        const { exit, stderr } = await running.ended;
        expect([exit, stderr]).toEqual([1, expect.stringContaining('the same command joins it again')]);
        const joined = gsSdr(start('primary', json), options());
        part.release();
        expect((await joined).exit).toBe(0);
      },
      { checkCluster: part.activity },
    );
  });
});

describe('gs_sdr -t query', () => {
  const result = `Successfully executed streaming disaster recovery query, result:
{'hadr_cluster_stat': 'archive', 'hadr_failover_stat': '', 'hadr_switchover_stat': '', 'RPO': '0', 'RTO': '1'}
`;

  test('prints the original’s answer, with the file or for the cluster whose node this is', async () => {
    await served('primary', async ({ cluster }, json) => {
      expect(await gsSdr(['-t', 'query', '--json', json], options())).toEqual({ exit: 0, stdout: result, stderr: '' });
      expect((await gsSdr(start('primary', json), options())).exit).toBe(0);
      const here = await gsSdr(['-t', 'query'], options({ GS_CLUSTER_NAME: cluster }));
      expect(here).toEqual({ exit: 0, stdout: result, stderr: '' });
    });
  });
});

describe('gs_sdr refuses, with 1 and nothing on standard output,', () => {
  const refuses = ({ exit, stdout, stderr }: Ended, finding: string): void => {
    expect([exit, stdout, stderr]).toEqual([1, '', expect.stringContaining(finding)]);
  };

  test.each([
    ['stop', ['-t', 'stop'], '-t stop is not there yet: do it with the original gs_sdr'],
    ['switchover', ['-t', 'switchover', '-m', 'primary'], '-t switchover is not there yet'],
    ['failover', ['-t', 'failover'], '-t failover is not there yet'],
    ['an unknown action', ['-t', 'dance'], '-t dance is no action'],
    ['no action', [], 'required option'],
    ['a start without a mode', ['-t', 'start', '-X', '/nowhere'], '-m primary or -m disaster_standby must be given'],
    ['a start without a file', ['-t', 'start', '-m', 'primary'], 'a configuration is needed'],
    ['an unreadable file', ['-t', 'start', '-m', 'primary', '-X', '/nowhere'], 'E_FILE_UNREADABLE'],
    ['a time-out that is none', ['-t', 'start', '--time-out=soon'], 'positive whole number'],
    ['a query of nobody', ['-t', 'query'], 'GS_CLUSTER_NAME is not set'],
  ])('%s', async (_, words, finding) => {
    refuses(await gsSdr(words), finding);
  });

  test('a password that the original refuses too, without repeating it', async () => {
    const file = await temporaryConfiguration(pairFor('primary'));
    files.push(file);
    const end = await gsSdr(start('primary', file.path, '-W', 'a;b'), { env: { SDR_CREDENTIALS_FILE: '/nowhere' } });
    refuses(end, 'must not contain blanks or any of');
    expect(end.stderr).not.toContain('a;b');
  });

  test('nothing that only asks for help', async () => {
    const { exit, stdout } = await gsSdr(['-?']);
    expect([exit, stdout]).toEqual([0, expect.stringContaining('gs_sdr -t start -m primary -X cluster.xml')]);
  });
});

/** Everything that the run's history holds, payloads as text. */
const historyText = async (workflowId: string): Promise<string> => {
  const { events } = await temporal.environment.client.workflow.getHandle(workflowId).fetchHistory();
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString());
    else if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(events);
  return texts.join('\n');
};

/** @throws with what it said, when the command ended before */
const begun = (part: Promise<void>, { ended }: Running): Promise<void> =>
  Promise.race([part, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);

/** What the process list shows of every process. */
const commandLines = async (): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return Promise.all(pids.map(read));
};
