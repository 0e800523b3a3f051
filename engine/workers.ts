import { setTimeout } from 'node:timers/promises';
import type { ConnectionLike } from '@temporalio/client';
import { SdrError, type Where } from '../domain/errors.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../domain/names.js';
import type { ClusterName } from '../domain/topology.js';
import { announcedBy, canRead, understandEachOther } from './codec/announced.js';
import { keyIdsOf } from './codec/codec.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';

/** A worker that was killed stays listed for minutes: one that has not asked for work this long counts as gone. */
const SILENT_MS = 70_000;

/** One that has just started asks for work within a second. */
const TRIES = 5;
const AGAIN_MS = 250;

/**
 * @throws SdrError E_NO_WORKER when nobody works for the cluster: a run would be started and nothing would happen;
 * E_CODEC_KEY when whoever does cannot read what is sent
 */
export const requireWorker = (engine: Engine, cluster: ClusterName): Promise<void> =>
  requirePollers(engine, clusterTaskQueue(cluster), cluster);

/** What belongs to no cluster alone is done by any worker. @throws SdrError E_NO_WORKER, E_CODEC_KEY */
export const requireAnyWorker = (engine: Engine): Promise<void> => requirePollers(engine, SHARED_TASK_QUEUE);

const requirePollers = async (engine: Engine, taskQueue: string, cluster?: ClusterName): Promise<void> => {
  const where = { ...(cluster !== undefined && { cluster }) };
  for (let tries = 0; tries < TRIES; tries++) {
    const workers = await workersOf(engine, taskQueue, cluster);
    if (workers.length > 0) {
      requireOneWithKeys(workers, keyIdsOf(engine.client), where);
      return;
    }
    await setTimeout(AGAIN_MS);
  }
  throw new SdrError('E_NO_WORKER', `no worker polls the task queue ${taskQueue}`, where);
};

/** One is enough: what reaches another one is tried again until it comes to a worker that can read it. */
const requireOneWithKeys = (workers: readonly string[], own: readonly string[], where: Where): void => {
  const strangers = workers.filter((identity) => !understandEachOther(own, announcedBy(identity) ?? own));
  if (strangers.length < workers.length) return;
  throw new SdrError(
    'E_CODEC_KEY',
    `${strangers.join('; ')}: not the keys from here (${own.join(', ') || 'none'})`,
    where,
  );
};

/**
 * A worker must not work beside others whose payloads it cannot read: it would fail what they could do.
 * @param own the ids of its keys
 * @throws SdrError E_CODEC_KEY names such another one; one that ended stays listed for a minute
 */
export const requireKeysOfOthers = async (
  connection: ConnectionLike,
  namespace: string,
  taskQueues: readonly string[],
  own: readonly string[],
): Promise<void> => {
  const others = await Promise.all(taskQueues.map((queue) => pollersOf(connection, namespace, queue)));
  const stranger = others.flat().find((identity) => !canRead(own, announcedBy(identity)?.[0]));
  if (stranger === undefined) return;
  throw new SdrError(
    'E_CODEC_KEY',
    `beside this worker is ${stranger}; its keys are not here (${own.join(', ') || 'none'})`,
  );
};

/** Whether a worker of the cluster has asked for work of late. */
export const isServed = async (engine: Engine, cluster: ClusterName): Promise<boolean> =>
  (await workersOf(engine, clusterTaskQueue(cluster), cluster)).length > 0;

const workersOf = async (engine: Engine, taskQueue: string, cluster?: ClusterName): Promise<readonly string[]> => {
  const { client, namespace, call } = engine;
  try {
    return await call(() => pollersOf(client.connection, namespace, taskQueue));
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};

/** The identities of those who ask for work. Without a type the service answers for workflows. */
const pollersOf = async (
  { workflowService }: ConnectionLike,
  namespace: string,
  taskQueue: string,
): Promise<readonly string[]> => {
  const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } });
  return pollers
    .filter(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < SILENT_MS)
    .map(({ identity }) => identity ?? '');
};
