import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionWorkflowId } from '../../domain/names.js';
import { ownServer, type OwnServer } from '../support/own-server.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { named } from '../support/start-request.js';
import { temporalAt } from '../support/temporal.js';

/** The Temporal server dies in the middle of the build: it comes back, or it is gone for good. */
let server: OwnServer;
let scenario: Scenario;
let workers: readonly ChildProcess[];
beforeAll(async () => {
  server = await ownServer();
  scenario = await openScenario('temporal-lost', 24 * 1024 * 1024, temporalAt(server.address));
  await scenario.lab.snapshot('before');
});
afterAll(async () => {
  await scenario.close();
  await server.close();
});

const serve = async (): Promise<void> => {
  workers = await Promise.all([scenario.worker('north'), scenario.worker('south')]);
};

/** Both are started, and the main standby is being built. What was asked is asked no more when the server dies. */
const building = async (): Promise<void> => {
  const { client } = scenario.temporal.environment;
  await scenario.lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 1024 * 1024 });
  const asked = new AbortController();
  const answers = (['north', 'south'] as const).map((side) =>
    client.withAbortSignal(asked.signal, () => scenario.start(side, { timeOutSeconds: 600 })),
  );
  const over = Promise.allSettled(answers);
  await scenario.building();
  await server.kill();
  asked.abort();
  await over;
};

const mainBuilds = (): readonly unknown[] =>
  scenario.lab
    .calls()
    .filter(({ tool, argv }) => tool === 'gs_ctl' && argv[0] === 'build' && argv.includes('hadr_main_standby'));

const WELL = [
  { phase: 'done', status: 'archive' },
  { phase: 'done', status: 'recovery' },
];

test('the server is killed and comes back with its database: the build goes on meanwhile, is done once, and both sides end well', async () => {
  await serve();
  await building();
  await scenario.lab.heal();
  await server.back('kept');
  // They may have ended before anybody could ask them to go on.
  const { workflow } = scenario.temporal.environment.client;
  const runs = (['north', 'south'] as const).map((side) => workflow.getHandle(actionWorkflowId(named(side))));
  expect(await Promise.all(runs.map((run) => run.result()))).toMatchObject(WELL);
  expect(mainBuilds()).toHaveLength(1);
});

test('the server is gone for good: a new one refuses what it does not know, and with --adopt both go on where the workspaces say', async () => {
  await scenario.lab.restore('before');
  scenario.lab.clearCalls();
  await server.kill();
  await server.back('lost');
  await serve();
  await building();
  await server.back('lost');
  // Whoever sets up a new Temporal Service starts the workers anew.
  for (const worker of workers) {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
  await serve();

  expect(await scenario.start('south')).toMatchObject({ phase: 'failed', failure: { code: 'E_LOST_HISTORY' } });
  expect(
    await Promise.all((['north', 'south'] as const).map((side) => scenario.start(side, { adopt: 'required' }))),
  ).toMatchObject(WELL);
  expect(mainBuilds()).toHaveLength(1);
  const kept = join(scenario.lab.clusters.north.nodes[0]!.datanode.directory, 'postgresql.conf');
  expect(readFileSync(kept, 'utf8')).not.toMatch(/^wal_keep_segments/m);
});
