import { SETTINGS, type Settings } from '../domain/check/facts.js';
import { SdrError } from '../domain/errors.js';
import { haPort } from '../domain/topology.js';
import { positionOf } from '../domain/wal.js';
import { runSql, type Rows } from './gsql.js';
import { sqlLiteral } from './sql-quote.js';
import type { Database } from './statements.js';

/** Statements that look into a running datanode and change nothing. */
const ask = ({ host, port, signal }: Database, sql: string): Promise<Rows> =>
  runSql(host, { port: haPort(port), sql }, signal);

/** The parameters that the server knows, as it runs with them. */
export const settingsOf = async (database: Database): Promise<Settings> => {
  const names = SETTINGS.map(sqlLiteral).join(', ');
  const rows = await ask(database, `select name, setting from pg_settings where name in (${names});`);
  return Object.fromEntries(rows.map(([name = '', value = '']) => [name, value]));
};

export interface SlotInUse {
  readonly name: string;
  readonly logical: boolean;
  readonly active: boolean;
}

export const replicationSlots = async (database: Database): Promise<readonly SlotInUse[]> =>
  (await ask(database, 'select slot_name, slot_type, active from pg_get_replication_slots();')).map(
    ([name = '', type, active]) => ({ name, logical: type === 'logical', active: active === 't' }),
  );

/** WAL senders at work, whoever they serve. */
export const walSenders = async (database: Database): Promise<number> =>
  Number((await ask(database, 'select count(*) from pg_catalog.pg_stat_get_wal_senders();'))[0]?.[0]);

/** Bytes of WAL a second, from two looks in one session. */
export const walRate = async (database: Database, seconds: number): Promise<number> => {
  const look = 'select extract(epoch from clock_timestamp()), pg_current_xlog_location();';
  const rows = await ask(database, [look, `select pg_sleep(${seconds});`, look].join('\n'));
  const samples = rows.flatMap(([at, position]) => {
    const bytes = positionOf(position ?? '');
    return bytes === undefined ? [] : [{ at: Number(at), bytes }];
  });
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at)
    throw new SdrError('E_SQL_FAILED', 'the primary did not say where its WAL is', { node: database.host.address });
  return Math.max(0, (last.bytes - first.bytes) / (last.at - first.at));
};
