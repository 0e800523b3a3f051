import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { ErrorCode } from '../../domain/errors.js';
import type { LabClusterName, LabNode } from '../../lab/index.js';
import { expectRefusal, type Ended } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import { differencesFrom } from '../support/json-shapes.js';

/** Starts that are refused by what the cluster is like, through the real command line on a lab: nothing is changed. */
jest.setTimeout(120_000);
let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('refusals');
});
afterAll(() => scenario.close());

const startNorth = (...more: readonly string[]): Promise<Ended> =>
  scenario.sdr(...startArguments(scenario, 'north', ...more));
const startSouth = (...more: readonly string[]): Promise<Ended> =>
  scenario.sdr(...startArguments(scenario, 'south', ...more));
const CONFIRMED = ['--yes-overwrite', 'south'] as const;

test('without a worker nothing is started', async () => {
  expectRefusal(await startNorth(), 'E_NO_WORKER', 'cluster north: no worker polls the task queue sdr-north');
  expectRefusal(await scenario.sdr('status', '--cluster', 'north'), 'E_NO_RUN', 'nothing was ever started for it');
});

describe('a start changes nothing', () => {
  beforeAll(() => scenario.workers());

  let before: Fingerprint;
  let undo: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    before = await fingerprint(scenario.lab);
  });
  afterEach(async () => {
    for (const gone of undo) await gone();
    undo = [];
  });

  /** Makes something be so for the length of a test. */
  const given = async (make: () => Promise<unknown>, gone: () => Promise<unknown>): Promise<void> => {
    undo.push(gone);
    await make();
    before = await fingerprint(scenario.lab);
  };
  const givenSql = (cluster: LabClusterName, make: string, gone: string): Promise<void> =>
    given(
      () => scenario.lab.sql(scenario.node(cluster), make),
      () => scenario.lab.sql(scenario.node(cluster), gone),
    );
  /** Below $PGHOST; a directory in the path is made, and goes with it. */
  const givenFile = ({ pgHost }: LabNode, path: string, text = ''): Promise<void> => {
    const file = join(pgHost, path);
    const directory = dirname(file);
    return given(
      async () => {
        if (directory !== pgHost) await mkdir(directory).then(() => scenario.giveToLab(directory));
        await writeFile(file, text);
        await scenario.giveToLab(file);
      },
      () => rm(directory === pgHost ? file : directory, { recursive: true }),
    );
  };

  test('and a cluster for which nothing was started is shown as it says itself, once a file tells who it is', async () => {
    const { xmlFile } = scenario.lab.clusters.north;
    await givenFile(scenario.node('north'), 'streaming_cabin/.hadr_cluster_stat', 'archive');
    const { exit, stdout } = await scenario.sdr('status', '-X', xmlFile);
    expect([exit, stdout.split('\n').slice(0, 3)]).toEqual([
      0,
      ['north  nothing was started for it', '  now: archive_fail, cluster Normal', '  north1 dn_6001: Primary, Normal'],
    ]);
    const json = await scenario.sdr('status', '-X', xmlFile, '--json');
    expect(differencesFrom('Side view', JSON.parse(json.stdout))).toEqual([]);
    expect((await scenario.sdr('query', '-X', xmlFile)).stdout).toContain("'archive_fail'");
  });

  const refusesWithoutChange = async (
    end: Promise<Ended>,
    code: ErrorCode,
    finding: string | RegExp,
  ): Promise<void> => {
    expectRefusal(await end, code, finding);
    expect(await fingerprint(scenario.lab)).toEqual(before);
  };

  describe('as primary when', () => {
    const configuration = async (change: (nodes: unknown[]) => unknown[]): Promise<string> => {
      const read = JSON.parse(await readFile(scenario.lab.clusters.north.jsonFile, 'utf8')) as {
        localClusterConf: { shards: unknown[][] };
      };
      const { localClusterConf } = read;
      const changed = { ...localClusterConf, shards: localClusterConf.shards.map(change) };
      const file = join(scenario.lab.directory, 'changed.json');
      await writeFile(file, JSON.stringify({ ...read, localClusterConf: changed }));
      return file;
    };

    test('the configuration lacks a node', async () => {
      const file = await configuration((nodes) => nodes.slice(0, 2));
      const end = scenario.sdr('start', '-m', 'primary', '--json', file);
      await refusesWithoutChange(end, 'E_CONFIG_DIFFERS', /dn_6003 on north3 \(127\.\S+\) is not in the configuration/);
    });

    test('the configuration has an address that is not the cluster’s', async () => {
      const file = await configuration((nodes) => [...nodes, { ip: '127.9.1.9', dataIp: '127.9.2.9' }]);
      const end = scenario.sdr('start', '-m', 'primary', '--json', file);
      await refusesWithoutChange(end, 'E_CONFIG_DIFFERS', 'the cluster has no datanode on 127.9.1.9');
    });

    test('the worker knows no password of the hadr user', async () => {
      await refusesWithoutChange(startNorth('-U', 'other'), 'E_NO_CREDENTIALS', 'has no password of user other');
    });

    test('the password is wrong', async () => {
      await scenario.knowsPassword('north', 'wrong-password');
      await refusesWithoutChange(startNorth(), 'E_HADR_LOGIN', 'cluster north, node 127.');
      await scenario.knowsPassword('north', scenario.lab.hadr.password);
    });

    test('there is no hadr user', async () => {
      await givenSql('north', 'alter role hadr rename to gone', 'alter role gone rename to hadr');
      await refusesWithoutChange(startNorth(), 'E_HADR_USER', 'there is no user hadr');
    });

    test('the hadr user may not replicate', async () => {
      await givenSql('north', 'alter role hadr noreplication', 'alter role hadr replication');
      await refusesWithoutChange(startNorth(), 'E_HADR_USER', 'user hadr has no replication privilege');
    });

    test('the original gs_sdr holds its lock', async () => {
      const node = scenario.node('north', 2);
      await givenFile(node, 'streaming_lock_20260101');
      await refusesWithoutChange(startNorth(), 'E_ORIGINAL_LOCK', `node ${node.ip}: streaming_lock_20260101 is there`);
    });

    test('the original gs_sdr left its step file', async () => {
      const file = '.streaming_start_primary.step';
      await givenFile(scenario.node('north', 3), `streaming_cabin/${file}`, '2_check_cluster_step');
      await refusesWithoutChange(startNorth(), 'E_ORIGINAL_STEP_FILE', `${file} is in streaming_cabin`);
      await refusesWithoutChange(
        startNorth('--adopt'),
        'E_NOT_ADOPTABLE',
        'cluster_state_tmp, which shows the cluster',
      );
    });

    test('there is nothing of gs_sdr to go on from', async () => {
      await refusesWithoutChange(startNorth('--adopt'), 'E_NOT_ADOPTABLE', 'no node has the step file of a start');
    });

    test('it takes part in disaster recovery already; its status is told as it is', async () => {
      await givenFile(scenario.node('north'), 'streaming_cabin/.hadr_cluster_stat', 'archive_fail');
      await refusesWithoutChange(startNorth(), 'E_ALREADY_RELATED', 'its status is archive_fail');
      const { stdout } = await scenario.sdr('status', '--cluster', 'north');
      expect(stdout).toMatch(/^north {2}primary {2}archive_fail, failed\n/);
    });

    test('an upgrade is under way', async () => {
      await givenFile(scenario.node('north', 2), 'binary_upgrade/step', '1');
      await refusesWithoutChange(startNorth(), 'E_UPGRADE_RUNNING', '$PGHOST/binary_upgrade holds step');
    });

    test('enable_dcf is on', async () => {
      await givenSql(
        'north',
        `alter database postgres set lab.enable_dcf = 'on'`,
        'alter database postgres reset lab.enable_dcf',
      );
      await refusesWithoutChange(startNorth(), 'E_DCF_ENABLED', 'enable_dcf is on');
    });
  });

  describe('as disaster standby when', () => {
    test('nobody can be asked whether to overwrite it', async () => {
      await refusesWithoutChange(startSouth(), 'E_OVERWRITE_NOT_CONFIRMED', 'there is no terminal to type its name on');
    });

    test('another cluster’s name is given', async () => {
      const end = startSouth('--yes-overwrite', 'north');
      await refusesWithoutChange(end, 'E_OVERWRITE_NOT_CONFIRMED', '"north" is not the cluster’s name');
      expect((await end).stderr).toMatch(/erases all data of cluster south and replaces it by a copy of north[^]*bank/);
    });

    test('another name is typed', async () => {
      const running = scenario.sdrOnTerminal(...startArguments(scenario, 'south'));
      await running.said(/Type the cluster’s name to overwrite it:/);
      running.write('north\r');
      const { exit, stdout } = await running.ended;
      expect(exit).toBe(30);
      expect(stdout).toContain('sdr: [E_OVERWRITE_NOT_CONFIRMED] cluster south: "north" is not the cluster’s name');
      expect(await fingerprint(scenario.lab)).toEqual(before);
    });

    test('somebody works on it', async () => {
      const { datanode, dataIp } = scenario.node('south');
      const hba = join(datanode.directory, 'pg_hba.conf');
      const text = await readFile(hba, 'utf8');
      const reload = (content: string) => async () => {
        await writeFile(hba, content);
        await scenario.lab.run(scenario.node('south'), ['gs_ctl', 'reload', '-D', datanode.directory]);
      };
      await given(reload(`${text}host all all 127.0.0.1/32 sha256\n`), reload(text));
      const { user, password } = scenario.lab.hadr;
      const session = new pg.Client({ host: dataIp, port: datanode.port, user, password, database: 'bank' });
      await session.connect();
      undo.push(() => session.end());
      const finding = 'cluster south: 1 sessions are connected: hadr in bank from 127.0.0.1';
      await refusesWithoutChange(startSouth(...CONFIRMED), 'E_SESSIONS_CONNECTED', finding);
    });

    test('the worker knows no password of the hadr user', async () => {
      const end = startSouth(...CONFIRMED, '-U', 'other');
      await refusesWithoutChange(end, 'E_NO_CREDENTIALS', 'has no password of user other');
    });

    test('it takes part in disaster recovery already: nobody is asked whether to overwrite it', async () => {
      await givenFile(scenario.node('south'), 'streaming_cabin/.hadr_cluster_stat', 'recovery');
      const end = startSouth(...CONFIRMED);
      await refusesWithoutChange(end, 'E_ALREADY_RELATED', 'its status is recovery');
      expect((await end).stderr).not.toContain('erases');
    });
  });
});
