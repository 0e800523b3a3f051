import type { Lab } from '../lab/index.js';
import { connectLocally } from '../lab/postgres/sql.js';

/**
 * Waits inside the primary's own server until the main standby streams: the moment is the server's, to 2 ms.
 * @returns that moment, milliseconds since the epoch
 */
export const mainStandbyStreams = async ({ clusters, topology }: Lab): Promise<number> => {
  const [primary] = clusters.north.nodes;
  if (primary === undefined) throw new Error('the lab has no primary');
  const client = await connectLocally(primary, topology.user.name, { timeoutMs: 10_000 });
  try {
    await client.query(
      `do $$ begin
         while not exists (select from pg_stat_replication where application_name like 'hadr:%' and state = 'streaming') loop
           perform pg_sleep(0.002);
           perform pg_stat_clear_snapshot();
         end loop;
       end $$`,
    );
    const { rows } = await client.query<{ at: string }>('select extract(epoch from clock_timestamp()) * 1000 as at');
    return Number(rows[0]?.at);
  } finally {
    await client.end();
  }
};
