import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SdrError } from '../../domain/errors.js';

/** A connection to the Temporal Service that the environment names, and where that is. */
export interface Engine {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

const CONNECT_LIMIT = '3s';

/**
 * Connects as TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… and profiles say; an address that is
 * given outranks theirs.
 * @throws SdrError E_NO_TEMPORAL
 */
export const connectEngine = async (given: { readonly address?: string } = {}): Promise<Engine> => {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = given.address ?? connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, address, connectTimeout: CONNECT_LIMIT });
    return { client: new Client({ connection, namespace }), address, namespace, close: () => connection.close() };
  } catch (error) {
    throw new SdrError(
      'E_NO_TEMPORAL',
      `no Temporal Service at ${address}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
