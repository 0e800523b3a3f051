import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sqlLiteral } from '../../cluster/sql-quote.js';
import type { LabClusterName } from '../../lab/index.js';
import type { Ended } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import {
  filesWith,
  modesBelow,
  searchFor,
  searchRuns,
  watchProcesses,
  watchRuns,
  type ProcessesSeen,
} from '../support/secret-search.js';

/**
 * Where the hadr user's password may be and where not: both sides are started, at first with wrong passwords, while
 * somebody looks at every process and every run.
 */
const secret = (): string => `Find%Me+${randomBytes(9).toString('hex')}@7`;
const [right, wrong] = [secret(), secret()];
const search = searchFor({ 'the right password': right, 'the wrong password': wrong });

let scenario: CliScenario;
const ends: Ended[] = [];
let processes: ProcessesSeen;
let whileOpen: ReadonlySet<string>;

const credentials = (cluster: LabClusterName): string => join(scenario.node(cluster).home, 'credentials.json');
const start = async (cluster: LabClusterName, ...more: readonly string[]): Promise<Ended> => {
  const confirmed = cluster === 'south' ? ['--yes-overwrite', 'south'] : [];
  const end = await scenario.sdr(...startArguments(scenario, cluster, ...confirmed, ...more));
  ends.push(end);
  return end;
};

beforeAll(async () => {
  scenario = await openCliScenario('secrets');
  const { lab, temporal } = scenario;
  await lab.sql(scenario.node('north'), `alter user ${lab.hadr.user} password '${right}'`);
  const watches = [watchProcesses(search), watchRuns(temporal.environment.client, search)] as const;
  for (const cluster of ['north', 'south'] as const) {
    await scenario.knowsPassword(cluster, wrong);
    const log = join(scenario.node(cluster).home, 'worker.log');
    await scenario.worker(cluster, scenario.node(cluster), {
      env: { SDR_CREDENTIALS_FILE: credentials(cluster) },
      log,
    });
  }
  await start('north');
  await scenario.knowsPassword('north', right);
  const primary = start('north', '--time-out', '200');
  await start('south', '--time-out', '4');
  await scenario.knowsPassword('south', right);
  await start('south');
  await primary;
  processes = await watches[0].stop();
  whileOpen = await watches[1].stop();
});
afterAll(() => scenario.close());

test('a wrong password ends the primary’s start, parks the standby’s, and with the right one both come to their end', () => {
  const [refused, parked, ...done] = ends;
  expect(refused).toMatchObject({ exit: 34, stderr: expect.stringContaining('E_HADR_LOGIN') });
  expect(parked).toMatchObject({ exit: 70, stderr: expect.stringContaining('E_KEY_FILES') });
  expect(done).toMatchObject([{ exit: 0 }, { exit: 0 }]);
});

describe('the password', () => {
  test('is in no event, payload, memo, heartbeat or search attribute of any run', async () => {
    const { events, leaks } = await searchRuns(scenario.temporal.environment.client, search);
    expect(events).toBeGreaterThan(100);
    expect([...leaks, ...whileOpen]).toEqual([]);
  });

  test('is in the arguments of gs_ctl -P, gs_encrypt and gsql -W, in no other process’s and in no environment', () => {
    expect([...processes.leaks]).toEqual([]);
    // The others may be too short to be seen; whoever sees this one has looked.
    expect([...processes.allowed]).toContain('gs_ctl');
  });

  test('is in no file of the nodes but the credentials: no log, job, key file or workspace', () => {
    expect(filesWith(search, scenario.lab.directory)).toEqual({
      [credentials('north')]: expect.any(Array),
      [credentials('south')]: expect.any(Array),
    });
    const logs = Object.keys(modesBelow(scenario.lab.directory)).filter((path) => path.endsWith('.log'));
    expect(logs).toEqual(expect.arrayContaining([join(scenario.node('south').home, 'worker.log')]));
    expect(logs.some((path) => path.startsWith(scenario.node('north').gaussLog))).toBe(true);
  });

  test('is in nothing that the command line says', () => {
    expect(ends.flatMap(({ stdout, stderr }) => search.formsIn(stdout + stderr))).toEqual([]);
  });
});

test('credentials, hadr keys and what is in the workspace are for their owner alone', () => {
  for (const cluster of ['north', 'south'] as const) {
    expect((statSync(credentials(cluster)).mode & 0o777).toString(8)).toBe('600');
    for (const node of scenario.lab.clusters[cluster].nodes) {
      for (const key of ['hadr.key.cipher', 'hadr.key.rand'])
        expect((statSync(join(node.gaussHome, 'bin', key)).mode & 0o777).toString(8)).toBe('600');
      const workspace = Object.entries(modesBelow(join(node.pgHost, 'streaming_cabin')));
      expect(workspace.filter(([, mode]) => mode !== '600')).toEqual([]);
      expect(workspace).not.toEqual([]);
    }
  }
});

test('a quoted literal is what the server reads, whatever stands in it', async () => {
  const text = fc.oneof(
    fc.constantFrom(`'; drop table t; --`, `\\'`, '$$', '$(id)', 'a\nb', '%s', '复制', 'x'.repeat(10_000)),
    fc.string({ unit: 'grapheme' }),
  );
  const node = scenario.node('north');
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      fc.pre(!value.includes('\0'));
      expect(await scenario.lab.sql(node, `select ${sqlLiteral(value)}`)).toEqual([[value]]);
    }),
    { numRuns: 30 },
  );
});
