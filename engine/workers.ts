import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../domain/errors.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../domain/names.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';

/** A worker that was killed stays listed for minutes: one that has not asked for work this long counts as gone. */
const SILENT_MS = 70_000;

/** One that has just started asks for work within a second. */
const TRIES = 5;
const AGAIN_MS = 250;

/** @throws SdrError E_NO_WORKER when nobody works for the cluster: a run would be started and nothing would happen */
export const requireWorker = (engine: Engine, cluster: ClusterName): Promise<void> =>
  requirePollers(engine, clusterTaskQueue(cluster), cluster);

/** What belongs to no cluster alone is done by any worker. @throws SdrError E_NO_WORKER */
export const requireAnyWorker = (engine: Engine): Promise<void> => requirePollers(engine, SHARED_TASK_QUEUE);

const requirePollers = async (engine: Engine, taskQueue: string, cluster?: ClusterName): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await hasPollers(engine, taskQueue, cluster)) return;
    await setTimeout(AGAIN_MS);
  }
  throw new SdrError('E_NO_WORKER', `no worker polls the task queue ${taskQueue}`, {
    ...(cluster !== undefined && { cluster }),
  });
};

/** Whether a worker of the cluster has asked for work of late. */
export const isServed = (engine: Engine, cluster: ClusterName): Promise<boolean> =>
  hasPollers(engine, clusterTaskQueue(cluster), cluster);

const hasPollers = async (
  { client, namespace, call }: Engine,
  taskQueue: string,
  cluster?: ClusterName,
): Promise<boolean> => {
  try {
    // Without a type the service answers for workflows.
    const { pollers } = await call(() =>
      client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
    );
    return pollers.some(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < SILENT_MS);
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};
