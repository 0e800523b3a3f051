import { Worker, type Runtime } from '@temporalio/worker';
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
import { codecFromEnvironment } from '../engine/codec/codec.js';
import { tracingWanted } from '../engine/tracing/wanted.js';
import { createNexusService } from '../nexus/handlers/index.js';
import { connectWorker } from './connection.js';
import { gsSdrLogFile } from './gs-sdr-log.js';
import { hostPool } from './hosts.js';
import { workerOptions } from './options.js';
import { installRuntime } from './runtime.js';
import { measuringCommands } from './telemetry/metrics.js';

export interface WorkerSettings {
  readonly cluster: ClusterName;
  /** Where gs_sdr's own lines go; by default beside the cluster's other logs. */
  readonly logFile?: string;
  /** Whether it serves the Nexus operations too. */
  readonly nexus: boolean;
  readonly logger: Logger;
  /** Where metrics are served for Prometheus, as an address and a port; nowhere without. */
  readonly metrics?: string;
}

/**
 * A cluster's worker: polls its task queue and the shared one, runs its workflows and activities as the cluster's OS user. Returns when it
 * was told to end by SIGTERM or SIGINT: what runs then is handed over; detached jobs go on.
 * @throws SdrError E_ROOT, E_NO_TEMPORAL, E_SEARCH_ATTRIBUTES, E_TOOL_MISSING, E_CODEC_KEY
 */
export const runWorker = async (settings: WorkerSettings): Promise<void> => {
  if (process.getuid?.() === 0) throw new SdrError('E_ROOT', 'this is root');
  const runtime = installRuntime(settings);
  try {
    await serve(settings, runtime);
  } finally {
    // One that never had a connection is not ended by anybody else, and keeps the process.
    await runtime.shutdown();
  }
};

const serve = async ({ cluster, logFile, nexus, logger }: WorkerSettings, runtime: Runtime): Promise<void> => {
  const here = localHost('localhost');
  const [{ gaussLog }, addresses] = await Promise.all([here.environment(), ownAddresses(here)]);
  const log = gsSdrLogFile(logFile ?? `${gaussLog}/om/sdr.log`, (why) =>
    logger.warn({ cluster, why }, 'gs_sdr’s log cannot be written'),
  );
  const tracing = tracingWanted() ? (await import('./telemetry/tracing.js')).workerTracing(logger) : undefined;
  const observers = [measuringCommands(runtime.metricMeter), ...(tracing ? [tracing.commands] : [])];
  const pool = hostPool(addresses, observers);
  const codec = await codecFromEnvironment();
  const taskQueues = [clusterTaskQueue(cluster), SHARED_TASK_QUEUE];
  const { connection, namespace } = await connectWorker({ taskQueues, keyIds: codec.keyIds });
  try {
    const common = { ...workerOptions({ cluster, codec, log, tracing }), connection, namespace };
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
    logger.info({ cluster, taskQueues, addresses, nexus, keys: codec.keyIds }, 'the worker is ready');
    process.send?.('ready');
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await pool.close();
    await connection.close();
    await tracing?.close();
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
