import { SAMPLE_DATABASE, type Lab, type LabNode } from '../../lab/index.js';

const REPLAY_SECONDS = 60;

/**
 * What a query answers on the primary of north, and on each of the other nodes once it has replayed what the primary has
 * written by now.
 * @throws Error when one does not get there
 */
export const copiesOn = async (
  lab: Lab,
  others: readonly LabNode[],
  query: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const [primary] = lab.clusters.north.nodes;
  const [[position] = []] = await lab.sql(primary!, 'select pg_current_wal_lsn()');
  const replayed = `do $$
    declare since timestamptz := clock_timestamp();
    begin
      while coalesce(pg_last_wal_replay_lsn() < '${position!}', true) loop
        if clock_timestamp() > since + interval '${REPLAY_SECONDS} s' then
          raise 'has replayed up to % within ${REPLAY_SECONDS} s, not up to ${position!}', pg_last_wal_replay_lsn();
        end if;
        perform pg_sleep(0.05);
      end loop;
    end $$`;
  const rowsOf = async (node: LabNode): Promise<readonly [string, unknown]> => {
    if (node !== primary) await lab.sql(node, replayed);
    return [node.name, await lab.sql(node, query, SAMPLE_DATABASE)];
  };
  return Object.fromEntries(await Promise.all([primary!, ...others].map(rowsOf)));
};
