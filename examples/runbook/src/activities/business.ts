import pg from 'pg';
import type { HAProxy } from '../entry-point/haproxy.js';
import type { Server } from '../entry-point/configuration.js';

/** The application's database, as the application reaches it. */
export interface Database {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Writes a row as the application does. Twice: one row more. */
export const writeThrough = ({ frontends }: HAProxy, database: Database, note: string): Promise<string> =>
  withClient(entry(frontends.readWritePort), database, async (client) => {
    await client.query('insert into journal (note) values ($1)', [note]);
    return 'a row was written';
  });

/** Reads that row from a server that follows. Only looks. */
export const readBack = ({ frontends }: HAProxy, database: Database, note: string): Promise<string> =>
  withClient(entry(frontends.readOnlyPort), database, async (client) => {
    if (!(await follows(client))) throw new Error('the read-only entry point leads to a primary');
    const { rowCount } = await client.query('select from journal where note = $1', [note]);
    if (rowCount === 0) throw new Error('the row that was written has not arrived');
    return 'the row is there';
  });

/** Which of the servers takes writes now. */
export const primaryAmong = async (servers: readonly Server[], database: Database): Promise<Server> => {
  for (const server of servers) {
    const isPrimary = await withClient(server, database, async (client) => !(await follows(client))).catch(() => false);
    if (isPrimary) return server;
  }
  throw new Error(`none of ${servers.map(({ address }) => address).join(', ')} takes writes of ${database.user}`);
};

const entry = (port: number): Server => ({ address: '127.0.0.1', port });

const follows = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ readonly follows: boolean }>('select pg_is_in_recovery() as follows');
  return rows[0]?.follows === true;
};

const withClient = async <T>(
  { address, port }: Server,
  database: Database,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ host: address, port, ...database, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
