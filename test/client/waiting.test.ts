import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import type { Outcome } from '../../activities/contract.js';
import { clusterTaskQueue } from '../../domain/names.js';
import { startDevServer, type DevServer } from '../../lab/temporal/dev-server.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';
import { inShell, sdrRunning, type Running } from '../support/cli.js';
import { jsonOf } from '../support/configuration-file.js';
import { done, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalAt, withWorker, type TemporalForTests } from '../support/temporal.js';

/** `sdr start` waits for a run while first its worker and then the Temporal server are away. */
let directory: string;
let server: DevServer;
let temporal: TemporalForTests;
let running: Running;

const startServer = async (port: number): Promise<DevServer> =>
  startDevServer({
    program: await findTemporalProgram(),
    databaseFile: join(directory, 'temporal.db'),
    logFile: join(directory, 'temporal.log'),
    preferredPort: port,
    preferredUiPort: 0,
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sdr-waiting-'));
  server = await startServer(0);
  temporal = await temporalAt(server.address);
});
afterAll(async () => {
  running.signal('SIGKILL');
  await temporal.environment.teardown();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const pair = pairFor('primary');

/** A wait for the main standby that lasts until it is let go, whichever worker runs it. */
const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const waitForMainStandby = async (): Promise<Outcome> => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), 200);
    try {
      await Promise.race([opened, context.cancelled]);
      return done('waitForMainStandby');
    } finally {
      clearInterval(beat);
    }
  };
  return { open, waitForMainStandby };
};

test('sdr start says so, waits, and tells the end all the same', async () => {
  const file = join(directory, 'cluster.json');
  await writeFile(file, jsonOf(pair));
  const { open, waitForMainStandby } = gate();
  const { activities } = recordingActivities({ waitForMainStandby });
  const working = (work: () => Promise<void>): Promise<void> =>
    withWorker(temporal, clusterTaskQueue(pair.cluster), activities, work);

  await working(async () => {
    running = sdrRunning(['start', '-m', 'primary', '--json', file], { temporal: server.address });
    await running.said(/step 8[^]*wait for the main standby\n/);
    const oneLine = await inShell(`sdr start -m primary --json '${file}' 2>&1 | head -1`, { temporal: server.address });
    expect(oneLine.stdout).toMatch(/^\d\d:\d\d:\d\d north-\d+ {2}find the home node/);
  });
  await running.said(new RegExp(`No worker of ${pair.cluster} answers. .* sdr worker --cluster ${pair.cluster}\n`));

  await working(async () => {
    await running.said(/There it is again\.\n/);
    await server.stop();
    await running.said(/The Temporal Service at \S+ does not answer\. The run goes on when it is back/);
    server = await startServer(Number(server.address.split(':').at(-1)));
    await running.said(/does not answer[^]*There it is again\.\n/);
    open();
    const { exit, stdout } = await running.ended;
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^north-\d+: archive, done in \d/)]);
  });
});
