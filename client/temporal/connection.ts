import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SdrError } from '../../domain/errors.js';

/** A connection to the Temporal Service that the environment names, and where that is. */
export interface Engine {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  /** Makes calls that end when the engine is closed; every call goes through this. */
  readonly call: <T>(calls: () => Promise<T>) => Promise<T>;
  /** Ends what is still being asked, then the connection. */
  readonly close: () => Promise<void>;
}

const CONNECT_LIMIT = '3s';
/** A call that is just being tried again ends only then; its connection must not be gone before. */
const SETTLE_MS = 1_000;

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
    return { client: new Client({ connection, namespace }), address, namespace, ...callsOver(connection) };
  } catch (error) {
    throw new SdrError(
      'E_NO_TEMPORAL',
      `no Temporal Service at ${address}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

const callsOver = (connection: Connection): Pick<Engine, 'call' | 'close'> => {
  const closing = new AbortController();
  const pending = new Set<Promise<unknown>>();
  return {
    call: async (calls) => {
      closing.signal.throwIfAborted();
      const answer = connection.withAbortSignal(closing.signal, calls);
      pending.add(answer);
      return answer.finally(() => pending.delete(answer));
    },
    close: async () => {
      closing.abort();
      const closed = Promise.allSettled(pending).then(() => connection.close());
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
    },
  };
};
