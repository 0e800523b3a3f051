import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SdrError } from '../domain/errors.js';
import { codecFromEnvironment } from './codec/codec.js';
import type { OwnEngine } from './engine.js';
import { isNotFound, reasonOf } from './failures.js';
import { tracingWanted } from './tracing/wanted.js';

const CONNECT_LIMIT = '3s';
/** A call that is just being tried again ends only then; its connection must not be gone before. */
const SETTLE_MS = 1_000;

/**
 * Connects as TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_… and profiles say; an address that is
 * given outranks theirs. Payloads are encrypted when SDR_CODEC_KEY_FILE says with what.
 * @throws SdrError E_NO_TEMPORAL, E_CODEC_KEY
 */
export const connectEngine = async (given: { readonly address?: string } = {}): Promise<OwnEngine> => {
  const { connectionOptions, namespace = 'default' } = configuration();
  const codec = await codecFromEnvironment();
  const tracing = tracingWanted() ? (await import('./tracing/open.js')).openClientTracing() : undefined;
  const address = given.address ?? addressOf(connectionOptions);
  try {
    const connection = await Connection.connect({ ...connectionOptions, address, connectTimeout: CONNECT_LIMIT });
    await requireNamespace(connection, namespace, address);
    const client = new Client({
      connection,
      namespace,
      dataConverter: { payloadCodecs: [codec] },
      ...(tracing && { interceptors: { workflow: [...tracing.clientInterceptors] } }),
    });
    return engineOn(connection, address, client, tracing?.close);
  } catch (error) {
    throw error instanceof SdrError
      ? error
      : new SdrError('E_NO_TEMPORAL', `no Temporal Service at ${address}: ${reasonOf(error)}`);
  }
};

/** Where {@link connectEngine} would find the Temporal Service. @throws SdrError E_NO_TEMPORAL */
export const temporalAddress = (): string => addressOf(configuration().connectionOptions);

const addressOf = ({ address = 'localhost:7233' }: { readonly address?: string }): string => address;

/** Connects for as long as the work lasts. */
export const withEngine = async <T>(work: (engine: OwnEngine) => Promise<T>): Promise<T> => {
  const engine = await connectEngine();
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
};

/** @param closeMore ends what else was opened for it */
const engineOn = (
  connection: Connection,
  address: string,
  client: Client,
  closeMore: () => Promise<void> = () => Promise.resolve(),
): OwnEngine => {
  const closing = new AbortController();
  const pending = new Set<Promise<unknown>>();
  return {
    client,
    address,
    namespace: client.options.namespace,
    closed: closing.signal,
    call: async (calls) => {
      closing.signal.throwIfAborted();
      // A signal of its own for each: the SDK never takes its listeners away again.
      const answer = connection.withAbortSignal(AbortSignal.any([closing.signal]), calls);
      pending.add(answer);
      return answer.finally(() => pending.delete(answer));
    },
    close: async () => {
      closing.abort();
      const closed = Promise.allSettled(pending).then(() => connection.close());
      const settled = Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
      await Promise.all([settled, closeMore()]);
    },
  };
};

const configuration = () => {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new SdrError('E_NO_TEMPORAL', `the configuration of the Temporal client is wrong: ${reasonOf(error)}`);
  }
};

/** A name that is mistyped must be told before anything is looked for in it. Who may not ask for it finds out later. */
const requireNamespace = async (connection: Connection, namespace: string, address: string): Promise<void> => {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (!isNotFound(error)) return;
    await connection.close();
    throw new SdrError('E_NO_TEMPORAL', `the Temporal Service at ${address} has no namespace ${namespace}`);
  }
};
