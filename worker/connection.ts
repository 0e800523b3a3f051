import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { SdrError } from '../domain/errors.js';
import type { EncryptionCodec } from '../engine/codec/codec.js';
import { requireKeysOfOthers } from '../engine/workers.js';
import { ensureSearchAttributes } from './search-attributes.js';

/**
 * Connects as the environment says, and sees to what the namespace must have.
 * @throws SdrError E_NO_TEMPORAL, E_SEARCH_ATTRIBUTES, E_CODEC_KEY
 */
export const connectWorker = async (
  taskQueues: readonly string[],
  { keyIds }: EncryptionCodec,
): Promise<{ connection: NativeConnection; namespace: string }> => {
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
    throw new SdrError(
      'E_NO_TEMPORAL',
      `no Temporal Service at ${address}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

const configuration = () => {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new SdrError(
      'E_NO_TEMPORAL',
      `the configuration of the Temporal client is wrong: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
