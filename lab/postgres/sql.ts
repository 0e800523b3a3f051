import type pg from 'pg';
import type { LabNode } from '../topology.js';

export interface Login {
  readonly user: string;
  readonly password?: string;
}

interface Target extends Login {
  readonly host: string;
  readonly port: number;
  readonly database?: string;
  readonly replication?: 'true';
  readonly timeoutMs?: number;
}

/** Everything as text, as gsql prints it. */
const asText = { getTypeParser: () => (value: string) => value };

/** A connection that does not outlive its process's patience: 2 s to connect unless said otherwise. */
export const connectClient = async ({
  timeoutMs = 2_000,
  database = 'postgres',
  ...target
}: Target): Promise<pg.Client> => {
  // Loaded where it is needed: it is most of what a tool would read that then connects to nothing.
  const { Client } = (await import('pg')).default;
  const client = new Client({
    ...target,
    database,
    connectionTimeoutMillis: timeoutMs,
    types: asText,
    ssl: false,
    // As the libraries of both products do: one who only receives notices that the other end is gone.
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** Over the node's own socket, as the OS user. */
export const connectLocally = (node: LabNode, user: string, options: Partial<Target> = {}): Promise<pg.Client> =>
  connectClient({ host: node.pgHost, port: node.datanode.port, user, ...options });

export const queryLocally = async (
  node: LabNode,
  user: string,
  sql: string,
  options: Pick<Partial<Target>, 'database' | 'timeoutMs'> = {},
): Promise<readonly (readonly (string | null)[])[]> => {
  const client = await connectLocally(node, user, options);
  try {
    const { rows } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' });
    return rows;
  } finally {
    await client.end();
  }
};
