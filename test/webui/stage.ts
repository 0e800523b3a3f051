import type { WorkflowHandle } from '@temporalio/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBothActivities } from '../../activities/index.js';
import { bothOf } from '../../domain/both/request.js';
import { SHARED_TASK_QUEUE, actionWorkflowId, clusterTaskQueue, pairWorkflowId } from '../../domain/names.js';
import type { Progress } from '../../domain/start/run-state.js';
import { startBoth } from '../../engine/both.js';
import { connectEngine } from '../../engine/connection.js';
import { watchRun } from '../../engine/runs.js';
import { startDevServer, type DevServer } from '../../lab/temporal/dev-server.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';
import { progressSignal } from '../../workflows/messages.js';
import { done, failing, held, recordingActivities } from '../support/recording-activities.js';
import { named, north, south, startRequest } from '../support/start-request.js';
import type { Run } from './pages.js';
import { temporalAt, withWorker, type TemporalForTests } from '../support/temporal.js';

/** Two clusters that are started as one, on a server with its Web UI; the activities are mocks that the test steers. */
export interface Stage {
  readonly server: DevServer;
  readonly runs: Readonly<Record<keyof typeof RUNS, Run>>;
  /** How many workflows a view of the list has. */
  count(query: string): Promise<number>;
  /** The network between the clusters is open from now on: before, south is parked at its check. */
  mendNetwork(): void;
  readonly buildBegan: Promise<void>;
  /** What the build of the main standby, and the primary that waits for it, tell of themselves. */
  tellProgress(): Promise<void>;
  /** The build and the wait for it end. @returns when all is done */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const CLUSTERS = { north: named('north'), south: named('south') };
export const RUNS = {
  north: actionWorkflowId(CLUSTERS.north),
  south: actionWorkflowId(CLUSTERS.south),
  both: pairWorkflowId(CLUSTERS.north, CLUSTERS.south),
} as const;

const request = bothOf(
  startRequest('primary', {
    pair: { cluster: CLUSTERS.north, peer: CLUSTERS.south, local: north, remote: south },
    by: 'ann',
  }),
  startRequest('disaster_standby', {
    pair: { cluster: CLUSTERS.south, peer: CLUSTERS.north, local: south, remote: north },
    overwrite: { confirmed: CLUSTERS.south, despiteSessions: false },
    by: 'ann',
  }),
);

/** Opened once south is parked and north waits for it. */
export const openStage = async (): Promise<Stage> => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-web-ui-'));
  const server = await startDevServer({
    program: await findTemporalProgram(),
    databaseFile: join(directory, 'temporal.db'),
    logFile: join(directory, 'temporal.log'),
    preferredPort: 0,
    preferredUiPort: 0,
  });
  const temporal = await temporalAt(server.address);
  const [build, wait] = [held('buildMainStandby'), held('waitForMainStandby')];
  let open = false;
  const overrides = {
    checkDataConnection: (scope: Parameters<ReturnType<typeof failing>>[0]) =>
      open
        ? Promise.resolve(done('checkDataConnection'))
        : failing('E_PEER_UNREACHABLE', 'node1: no ping from 10.2.2.1 to 10.1.2.1, 10.1.2.2, 10.1.2.3')(scope),
    buildMainStandby: build.activity,
    waitForMainStandby: wait.activity,
  };
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const workers = await serve(temporal, overrides, left);
  const engine = await connectEngine({ address: server.address });
  await startBoth(engine, request);
  await wait.began;
  for await (const { state } of watchRun(engine, CLUSTERS.south)) if (state.phase === 'parked') break;
  const { client } = temporal.environment;
  const runOf = async (workflowId: string): Promise<Run> => {
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    return { workflowId, runId };
  };
  return {
    server,
    runs: { north: await runOf(RUNS.north), south: await runOf(RUNS.south), both: await runOf(RUNS.both) },
    count: async (query) => (await client.workflow.count(query)).count,
    mendNetwork: () => (open = true),
    buildBegan: build.began,
    tellProgress: () => tellProgress(client.workflow.getHandle(RUNS.south), client.workflow.getHandle(RUNS.north)),
    finish: async () => {
      build.release();
      wait.release();
      await client.workflow.getHandle(RUNS.both).result();
    },
    close: async () => {
      leave();
      await workers.ended;
      await engine.close();
      await temporal.environment.teardown();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

/** The workers of both clusters and of the shared queue, until they may leave. @returns when all of them work */
const serve = async (
  temporal: TemporalForTests,
  overrides: Parameters<typeof recordingActivities>[0],
  left: Promise<void>,
): Promise<{ readonly ended: Promise<unknown> }> => {
  const { activities } = recordingActivities(overrides);
  const ended: Promise<unknown>[] = [];
  const worker = (queue: string, all: object): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = withWorker(temporal, queue, all, () => {
        resolve();
        return left;
      });
      end.catch(reject);
      ended.push(end);
    });
  await Promise.all([
    worker(SHARED_TASK_QUEUE, createBothActivities()),
    worker(clusterTaskQueue(CLUSTERS.north), activities),
    worker(clusterTaskQueue(CLUSTERS.south), activities),
  ]);
  return { ended: Promise.all(ended) };
};

const MEGABYTE = 2 ** 20;

const tellProgress = async (standby: WorkflowHandle, primary: WorkflowHandle): Promise<void> => {
  const at = new Date().toISOString();
  const told: Readonly<Record<string, readonly [WorkflowHandle, Progress]>> = {
    dn_6001: [
      standby,
      { node: 'node1', said: 'Building', doneBytes: 41.2 * MEGABYTE, totalBytes: 98 * MEGABYTE, percent: 42, at },
    ],
    waitForMainStandby: [
      primary,
      {
        node: 'node1',
        headroom: { walBytesPerSecond: 4 * MEGABYTE, keptForSeconds: 11_400, buildForSeconds: 720, short: false },
        at,
      },
    ],
  };
  for (const [key, [run, progress]] of Object.entries(told)) await run.signal(progressSignal, { key, progress });
};
