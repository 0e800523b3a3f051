import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { Worker, type NativeConnection, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import {
  createActivities,
  createBothActivities,
  createLookActivities,
  createMonitorActivities,
  createPlanActivities,
  type Dependencies,
} from '../activities/index.js';
import { readPassword } from '../cluster/credentials.js';
import { ownAddresses } from '../cluster/network.js';
import { localHost } from '../cluster/host/local-host.js';
import { SdrError } from '../domain/errors.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../domain/names.js';
import type { ClusterName } from '../domain/topology.js';
import { createNexusService } from '../nexus/handlers/index.js';
import { connectWorker } from './connection.js';
import { gsSdrLogFile, type GsSdrLogFile } from './gs-sdr-log.js';
import { hostPool, type HostPool } from './hosts.js';
import { installRuntime } from './runtime.js';
import { WORKFLOWS_PATH, WORKFLOW_BUNDLE } from './workflow-bundle.js';

export interface WorkerSettings {
  readonly cluster: ClusterName;
  /** Where gs_sdr's own lines go; by default beside the cluster's other logs. */
  readonly logFile?: string;
  /** Whether it serves the Nexus operations too. */
  readonly nexus: boolean;
  readonly logger: Logger;
}

/**
 * A cluster's worker: polls its task queue and the shared one, runs its workflows and activities as the cluster's OS user. Returns when it
 * was told to end by SIGTERM or SIGINT: what runs then is handed over; detached jobs go on.
 * @throws SdrError E_ROOT, E_NO_TEMPORAL, E_SEARCH_ATTRIBUTES, E_TOOL_MISSING
 */
export const runWorker = async ({ cluster, logFile, nexus, logger }: WorkerSettings): Promise<void> => {
  if (process.getuid?.() === 0) throw new SdrError('E_ROOT', 'this is root');
  installRuntime(logger);
  const here = localHost('localhost');
  const [{ gaussLog }, addresses] = await Promise.all([here.environment(), ownAddresses(here)]);
  const log = gsSdrLogFile(logFile ?? `${gaussLog}/om/sdr.log`, (why) =>
    logger.warn({ why }, 'gs_sdr’s log cannot be written'),
  );
  const pool = hostPool(addresses);
  const { connection, namespace } = await connectWorker();
  try {
    const common = { ...workerOptions(cluster), connection, namespace, sinks: sinksOf(log) };
    const deps = { host: pool.host, ownAddresses: addresses, passwordOf: readPassword, log: log.of };
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: clusterTaskQueue(cluster), activities: activitiesOf(deps) }),
      Worker.create({
        ...common,
        taskQueue: SHARED_TASK_QUEUE,
        activities: sharedActivities(),
        ...(nexus && { nexusServices: [createNexusService()] }),
      }),
    ]);
    const taskQueues = workers.map(({ options }) => options.taskQueue);
    logger.info({ cluster, taskQueues, addresses, nexus }, 'the worker is ready');
    process.send?.('ready');
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await close(pool, connection);
  }
};

const activitiesOf = (deps: Dependencies) => ({
  ...createActivities(deps),
  ...createLookActivities(deps),
  ...createPlanActivities(deps),
});

/** What belongs to no cluster alone. */
const sharedActivities = () => ({
  ...createBothActivities(),
  ...createMonitorActivities({ url: process.env['SDR_WEBHOOK_URL'] }),
});

/** The numbers are measured: docs/architecture.md says what each of them is for. */
const workerOptions = (cluster: ClusterName): Omit<WorkerOptions, 'connection' | 'taskQueue'> => ({
  identity: `sdr-${cluster}@${hostname()}:${process.pid}`,
  ...workflowSource(),
  shutdownGraceTime: '3s',
  shutdownForceTime: '20s',
  maxHeartbeatThrottleInterval: '2s',
  stickyQueueScheduleToStartTimeout: '2s',
  maxConcurrentActivityTaskExecutions: 50,
});

/** The bundle that the build made; without one of the installed SDK the worker bundles by itself. */
const workflowSource = (): { workflowBundle: WorkflowBundleOption } | { workflowsPath: string } =>
  existsSync(WORKFLOW_BUNDLE) ? { workflowBundle: { codePath: WORKFLOW_BUNDLE } } : { workflowsPath: WORKFLOWS_PATH };

const sinksOf = (log: GsSdrLogFile): NonNullable<WorkerOptions['sinks']> => ({
  gsSdrLog: {
    append: {
      fn: (_info, firstRunId: string, lines: readonly string[]) => log.lines(firstRunId, 'DEBUG', lines),
      callDuringReplay: false,
    },
  },
});

const close = async (pool: HostPool, connection: NativeConnection): Promise<void> => {
  await pool.close();
  await connection.close();
};
