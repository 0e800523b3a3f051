import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterTaskQueue } from '../../domain/names.js';
import { sdr } from '../support/cli.js';
import { temporaryConfiguration } from '../support/configuration-file.js';
import { recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { identity, tlsFront, type TlsFront } from '../support/tls-front.js';

/** A Temporal Service that answers the first asking as it does while a run’s task fails: FAILED_PRECONDITION. */
let temporal: TemporalForTests;
let front: TlsFront;
let directory: string;
beforeAll(async () => {
  temporal = await temporalForTests();
  const server = await identity('temporal.example');
  directory = await mkdtemp(join(tmpdir(), 'sdr-not-ready-'));
  await writeFile(join(directory, 'ca.pem'), server.certificate);
  const refused = {
    path: '/temporal.api.workflowservice.v1.WorkflowService/ExecuteMultiOperation',
    status: 9,
    says: 'Update-with-Start could not be executed.',
    times: 1,
  };
  front = await tlsFront(temporal.environment.address, { server, refused });
});
afterAll(async () => {
  await front.close();
  await temporal.environment.teardown();
  await rm(directory, { recursive: true });
});

test('a start that meets a run which is just closing is asked for again, and done once', async () => {
  const pair = pairFor('primary');
  const file = await temporaryConfiguration(pair);
  const { activities, calls } = recordingActivities();
  const env = { TEMPORAL_ADDRESS: front.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(directory, 'ca.pem') };
  const { exit, stdout } = await withWorker(temporal, clusterTaskQueue(pair.cluster), activities, () =>
    sdr(['start', '-m', 'primary', '--json', file.path], { temporal: '', env }),
  );
  expect([exit, stdout]).toEqual([0, expect.stringContaining(`${pair.cluster}: archive`)]);
  expect(calls.filter((call) => call === 'chooseHomeNode')).toHaveLength(1);
  await file.remove();
});
