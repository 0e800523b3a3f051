import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Worker } from '@temporalio/worker';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterTaskQueue } from '../../domain/names.js';
import { connectWorker } from '../../worker/connection.js';
import { sdr } from '../support/cli.js';
import { temporaryConfiguration } from '../support/configuration-file.js';
import { recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, type TemporalForTests } from '../support/temporal.js';
import { identity, tlsFront, type TlsFront } from '../support/tls-front.js';

/** As in production: TLS, a client's certificate or an API key, from the environment or from a profile. */
const API_KEY = 'key-of-the-test';
let temporal: TemporalForTests;
let directory: string;
let byKey: TlsFront;
let byCertificate: TlsFront;
/** As Temporal Cloud and roles of least privilege: no operator service. */
let plainUser: TlsFront;
beforeAll(async () => {
  temporal = await temporalForTests();
  directory = await mkdtemp(join(tmpdir(), 'sdr-tls-'));
  const [server, client] = await Promise.all([identity('temporal.example'), identity('sdr')]);
  const { address } = temporal.environment;
  byKey = await tlsFront(address, { server, apiKey: API_KEY });
  byCertificate = await tlsFront(address, { server, client });
  const refused = { path: '/temporal.api.operatorservice', status: 7, says: 'Request unauthorized.' };
  plainUser = await tlsFront(address, { server, refused });
  await put('ca.pem', server.certificate);
  await put('sdr.pem', client.certificate);
  await put('sdr.key', client.key);
  await put(
    'temporal.toml',
    `[profile.dr]
address = "${byKey.address}"
namespace = "default"
api_key = "${API_KEY}"
[profile.dr.tls]
server_ca_cert_path = "${at('ca.pem')}"
`,
  );
});
afterAll(async () => {
  await Promise.all([byKey.close(), byCertificate.close(), plainUser.close()]);
  await temporal.environment.teardown();
  await rm(directory, { recursive: true });
});

const at = (file: string): string => join(directory, file);
const put = async (file: string, text: string): Promise<void> => {
  await writeFile(at(file), text);
  await chmod(at(file), 0o600);
};

type Environment = Readonly<Record<string, string>>;
const withKey = (key: string): Environment => ({
  TEMPORAL_ADDRESS: byKey.address,
  TEMPORAL_API_KEY: key,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('ca.pem'),
});
const withCertificate = (): Environment => ({
  TEMPORAL_ADDRESS: byCertificate.address,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('ca.pem'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: at('sdr.pem'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: at('sdr.key'),
});
const asPlainUser = (namespace = 'default'): Environment => ({
  TEMPORAL_ADDRESS: plainUser.address,
  TEMPORAL_NAMESPACE: namespace,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('ca.pem'),
});
/** Only the name of the profile and where it stands. */
const withProfile = (): Environment => ({
  TEMPORAL_CONFIG_FILE: at('temporal.toml'),
  TEMPORAL_PROFILE: 'dr',
});

/** The worker reads its own process's environment. */
const inEnvironment = async <T>(variables: Environment, work: () => Promise<T>): Promise<T> => {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
};

describe.each([
  ['TLS and an API key', () => byKey, () => withKey(API_KEY)],
  ['TLS and a certificate of its own', () => byCertificate, withCertificate],
  ['a profile of the configuration file', () => byKey, withProfile],
  ['a role that may not ask for the search attributes', () => plainUser, asPlainUser],
])('with %s', (_, front, variables) => {
  test('a worker serves and the command line starts', async () => {
    const pair = pairFor('primary');
    const file = await temporaryConfiguration(pair);
    const { connection, namespace } = await inEnvironment(variables(), connectWorker);
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue: clusterTaskQueue(pair.cluster),
      workflowBundle: temporal.workflowBundle,
      activities: recordingActivities().activities,
      sinks: { gsSdrLog: { append: { fn: () => undefined } } },
    });
    const before = front().served();
    const { exit, stdout, stderr } = await worker.runUntil(() =>
      sdr(['start', '-m', 'primary', '--json', file.path], { temporal: '', env: variables() }),
    );
    expect([exit, stderr]).toEqual([0, expect.stringContaining('done')]);
    expect(stdout).toContain(`${pair.cluster}: archive`);
    expect(front().served()).toBeGreaterThan(before);
    await connection.close();
    await file.remove();
  });
});

describe('is refused by name', () => {
  test.each([
    ['a wrong API key', () => withKey('another'), /no valid API key/],
    [
      'an unknown authority',
      () => ({ ...withKey(API_KEY), TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('sdr.pem') }),
      /certificate|TLS|self-signed/i,
    ],
    [
      'a client without a certificate',
      () => ({ TEMPORAL_ADDRESS: byCertificate.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('ca.pem') }),
      /E_NO_TEMPORAL/,
    ],
    ['a profile that is not there', () => ({ ...withProfile(), TEMPORAL_PROFILE: 'other' }), /other/],
    [
      'a certificate that cannot be read',
      () => ({ ...withCertificate(), TEMPORAL_TLS_CLIENT_CERT_PATH: at('nowhere') }),
      /nowhere/,
    ],
  ])('%s', async (_, variables, words) => {
    const { exit, stderr } = await sdr(['status'], { temporal: '', env: variables() });
    expect([exit, stderr]).toEqual([20, expect.stringMatching(words)]);
    expect(stderr).not.toContain('another');
  });
});

test('a namespace without the search attributes is refused with the command that makes them, also by a role that may not list them', async () => {
  const namespace = 'without-search-attributes';
  const { workflowService } = temporal.environment.connection;
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  const refused = await inEnvironment(asPlainUser(namespace), () => servedNamespace(connectWorker));
  expect(refused).toMatchObject({ code: 'E_SEARCH_ATTRIBUTES' });
  expect(String(refused)).toContain(
    `temporal operator search-attribute create --namespace ${namespace} --name SdrCluster --type Keyword`,
  );
});

/** A namespace that was just made is not known everywhere at once. */
const servedNamespace = async (connect: () => Promise<unknown>): Promise<unknown> => {
  for (;;) {
    const outcome = await connect().catch((error: unknown) => error);
    if (!/not found/i.test(String(outcome))) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
