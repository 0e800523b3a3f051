import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../engine/connection.js';
import type { OwnEngine } from '../../engine/engine.js';
import { askRelationship } from '../../engine/looks.js';
import { listRuns, viewRun } from '../../engine/runs.js';
import { startAction } from '../../engine/start.js';
import { nodesOf } from '../../lab/topology.js';
import type { LabClusterName } from '../../lab/index.js';
import { newKeyId, withKeyFile, writeKeys } from '../support/codec-keys.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { searchFor, searchRuns, watchRuns } from '../support/secret-search.js';
import { named } from '../support/start-request.js';

/** Both sides are started with all payloads encrypted, while somebody looks at what the Temporal Service keeps. */
let scenario: CliScenario;
let directory: string;
let keyFile: string;
let engine: OwnEngine;
const keyId = newKeyId();

/** Encrypts and decrypts as `sdr` and the workers do. */
const connect = (file: string | undefined): Promise<OwnEngine> =>
  withKeyFile(file, () => connectEngine({ address: scenario.temporal.environment.address }));

const worker = async (cluster: LabClusterName, keys: string | undefined, n = 1) => {
  const file = join(scenario.node(cluster, n).home, 'codec.keys');
  const env = { SDR_PASSWORD: scenario.lab.hadr.password, ...(keys !== undefined && { SDR_CODEC_KEY_FILE: file }) };
  if (keys !== undefined) {
    await copyFile(keys, file);
    await scenario.giveToLab(file);
  }
  return scenario.worker(cluster, scenario.node(cluster, n), { words: ['--cluster', cluster], env });
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sdr-encrypted-'));
  keyFile = await writeKeys(join(directory, 'keys'), keyId);
  scenario = await openCliScenario('encrypted');
  for (const cluster of ['north', 'south'] as const) await worker(cluster, keyFile);
  engine = await connect(keyFile);
});
afterAll(async () => {
  await engine.close();
  await scenario.close();
  await rm(directory, { recursive: true });
});

describe('both sides, with a key file', () => {
  test('come to their end, and nothing that the Temporal Service keeps of them can be read', async () => {
    const { lab } = scenario;
    const nodes = nodesOf(lab.topology);
    const said = ['erases all data', 'main standby'];
    const search = searchFor(
      Object.fromEntries(
        [...nodes.flatMap((node) => [node.ip, node.dataIp, node.name, node.home]), ...said].map((text) => [text, text]),
      ),
    );
    const whileOpen = watchRuns(engine.client, search);

    // A failure, with its message.
    const { overwrite: _, ...unconfirmed } = scenario.request('south');
    const refused = await startAction(engine, unconfirmed);
    expect(await refused.ended).toMatchObject({ failure: { code: 'E_OVERWRITE_NOT_CONFIRMED' } });

    await lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 8 * 1024 * 1024 });
    const north = await startAction(engine, scenario.request('north'));
    const south = await startAction(engine, scenario.request('south'));
    // Who has the key reads the heartbeats of the build.
    const built = async (): Promise<number> =>
      (await viewRun(engine, named('south')))?.state.progress['dn_6001']?.doneBytes ?? 0;
    while ((await built()) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await north.ended).toMatchObject({ phase: 'done', status: 'archive' });
    expect(await south.ended).toMatchObject({ phase: 'done', status: 'recovery' });
    expect(await askRelationship(engine, { pair: scenario.request('north').pair })).toMatchObject({
      hadrClusterStat: 'archive',
    });

    const { events, leaks } = await searchRuns(engine.client, search);
    expect(events).toBeGreaterThan(100);
    expect([...leaks, ...(await whileOpen.stop())]).toEqual([]);
    // It was looked for by what is there.
    expect(search.formsIn(JSON.stringify(await listRuns(engine))).length).toBeGreaterThan(10);
  });
});

describe('without the key', () => {
  test('a run is not shown, and nothing is started: the key is named', async () => {
    const answer = await scenario.sdr('status', '--cluster', 'north');
    expect(answer).toMatchObject({ exit: 18, stderr: expect.stringContaining(`encrypted with key "${keyId}"`) });
    const start = await scenario.sdr(...startArguments(scenario, 'north'));
    expect(start).toMatchObject({ exit: 18, stderr: expect.stringContaining('SDR_CODEC_KEY_FILE') });
  });

  test('a worker does not begin beside others that have it, and says why', async () => {
    const { lab, temporal } = scenario;
    const { node, project } = lab.topology.programs;
    const { address } = temporal.environment;
    const argv = ['env', `TEMPORAL_ADDRESS=${address}`, node, join(project, 'worker', 'main.js'), '--cluster', 'north'];
    const { exitCode, stderr } = await lab.run(scenario.node('north', 2), argv);
    expect([exitCode, stderr]).toEqual([18, expect.stringMatching(`E_CODEC_KEY.*sdr-north@.* keys=${keyId}`)]);
  });

  test('with another key a client learns that the workers do not have it, before anything is started', async () => {
    const other = await connect(await writeKeys(join(directory, 'other'), newKeyId()));
    await expect(askRelationship(other, { pair: scenario.request('north').pair })).rejects.toMatchObject({
      code: 'E_CODEC_KEY',
      message: expect.stringContaining(`keys=${keyId}`),
    });
    await other.close();
  });
});
