import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { SdrError } from '../domain/errors.js';
import { reasonOf } from '../engine/failures.js';
import { ensureSearchAttributes } from './search-attributes.js';

export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
}

/**
 * Connects a worker as TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… and profiles say, and sees to it that
 * the namespace knows the search attributes.
 * @throws SdrError E_NO_TEMPORAL, E_SEARCH_ATTRIBUTES
 */
export const connectWorker = async (): Promise<WorkerConnection> => {
  const { connectionOptions, namespace = 'default' } = configuration();
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const client = await Connection.connect({ ...connectionOptions, connectTimeout: '3s' });
    await ensureSearchAttributes(client, namespace).finally(() => client.close());
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
