import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { SdrError } from '../domain/errors.js';
import { reasonOf } from '../engine/failures.js';
import { requireKeysOfOthers } from '../engine/workers.js';
import { ensureSearchAttributes } from './search-attributes.js';

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/** Where others may work, and the ids of the keys with which their payloads are to be read. */
interface Beside {
  readonly taskQueues: readonly string[];
  readonly keyIds: readonly string[];
}

const NOBODY: Beside = { taskQueues: [], keyIds: [] };

/**
 * Connects a worker as TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… and profiles say, and sees to it that
 * the namespace knows the search attributes and nobody polls the queues whose payloads it could not read.
 * @throws SdrError E_NO_TEMPORAL, E_SEARCH_ATTRIBUTES, E_CODEC_KEY
 */
export const connectWorker = async ({ taskQueues, keyIds }: Beside = NOBODY): Promise<WorkerConnection> => {
  const { connectionOptions, namespace = 'default' } = configuration();
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const client = await Connection.connect({ ...connectionOptions, connectTimeout: '3s' });
    try {
      await ensureSearchAttributes(client, namespace);
      await requireKeysOfOthers(client, namespace, taskQueues, keyIds);
    } finally {
      await client.close();
    }
    return { connection: await NativeConnection.connect(connectionOptions), namespace };
  } catch (error) {
    if (error instanceof SdrError) throw error;
    throw new SdrError('E_NO_TEMPORAL', `no Temporal Service at ${address}: ${reasonOf(error)}`);
  }
};

const configuration = () => {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new SdrError('E_NO_TEMPORAL', `the configuration of the Temporal client is wrong: ${reasonOf(error)}`);
  }
};
