import { SdrError } from '../domain/errors.js';
import { haPort, type Port } from '../domain/topology.js';
import { SEGMENT_BYTES, positionOf } from '../domain/wal.js';
import type { Login } from './gs-ctl.js';
import { runSql, type Rows } from './gsql.js';
import type { Host } from './host/host.js';
import { sqlLiteral } from './sql-quote.js';

/** The statements this project puts to a datanode, with typed answers. All go to its HA port unless said otherwise. */
export interface Database {
  readonly host: Host;
  /** The datanode's base port. */
  readonly port: Port<'base'>;
  readonly signal?: AbortSignal;
}

const ask = ({ host, port, signal }: Database, sql: string, timeoutMs?: number): Promise<Rows> =>
  runSql(host, { port: haPort(port), sql, ...(timeoutMs !== undefined && { timeoutMs }) }, signal);

/** Whether the user exists and may replicate. */
export const mayReplicate = async (database: Database, user: string): Promise<'yes' | 'no' | 'no such user'> => {
  const rows = await ask(database, 'select usename, userepl from pg_user;');
  const row = rows.find(([name]) => name === user);
  return row === undefined ? 'no such user' : row[1] === 't' ? 'yes' : 'no';
};

/** @throws SdrError E_HADR_LOGIN */
export const logIn = async ({ host, port, signal }: Database, login: Login): Promise<void> => {
  await runSql(host, { port, sql: 'select 1;', login }, signal);
};

/** A setting as the running server has it. */
export const show = async (
  database: Database,
  name: 'enable_dcf' | 'synchronous_commit' | 'most_available_sync' | 'wal_keep_segments',
) => {
  const sql = `show ${name};`;
  const value = (await ask(database, sql))[0]?.[0];
  if (value === undefined) throw new SdrError('E_SQL_FAILED', `${sql} gave no row`, { node: database.host.address });
  return value;
};

/** The cipher text stored for the hadr user; undefined when none is. */
export const storedHadrUser = async (database: Database): Promise<string | undefined> =>
  (await ask(database, `select value from gs_global_config where name='hadr_user_info';`))[0]?.[0];

export const dropHadrUser = async (database: Database): Promise<void> => {
  await ask(database, 'DROP GLOBAL CONFIGURATION hadr_user_info;');
};

export const storeHadrUser = async (database: Database, cipher: string): Promise<void> => {
  await ask(database, `ALTER GLOBAL CONFIGURATION with(hadr_user_info =${sqlLiteral(cipher)});`);
};

export const logicalSlots = async (database: Database): Promise<readonly string[]> =>
  (await ask(database, `select slot_name from pg_get_replication_slots() where slot_type='logical'`)).flatMap(
    ([name]) => name ?? [],
  );

export const dropSlot = async (database: Database, slot: string): Promise<void> => {
  await ask(database, `select * from pg_drop_replication_slot(${sqlLiteral(slot)});`);
};

/** What the primary sees of the other cluster. */
export interface PeerSeen {
  /** Rows of the hadr function: there are some only while a main standby streams. */
  readonly hadrRows: number;
  /** Asynchronous standbys in normal state; a local one counts too, so it proves nothing alone. */
  readonly asyncSenders: number;
  /** Base backups that run towards one of the peer's addresses. */
  readonly backups: number;
}

/** How often the server looks while it waits: a view of a few rows. */
const LOOK_S = 0.05;

/**
 * Asks both of gs_sdr's questions, and for running backups, in one call; before that the server itself waits up to
 * `waitSeconds` for the first to have an answer, so that the connection is seen at once and not at the next poll.
 */
export const seePeer = async (
  database: Database,
  peerIps: readonly string[],
  waitSeconds: number,
): Promise<PeerSeen> => {
  const toPeer = peerIps.map((ip) => `channel like ${sqlLiteral(`%-->${ip}:%`)}`).join(' or ') || 'false';
  const wait = [
    `DO $sdr$ BEGIN FOR i IN 1..${Math.ceil(waitSeconds / LOOK_S)} LOOP`,
    `IF EXISTS (select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat()) THEN EXIT; END IF;`,
    // What a transaction has seen of the statistics once it would see for ever.
    `PERFORM pg_sleep(${LOOK_S}); PERFORM pg_stat_clear_snapshot(); END LOOP; END $sdr$;`,
  ].join(' ');
  const see = [
    `select (select count(*) from pg_catalog.gs_hadr_local_rto_and_rpo_stat()),`,
    `(select count(*) from pg_catalog.pg_stat_get_wal_senders() where sync_state='Async' and peer_role='Standby' and peer_state='Normal'),`,
    `(select count(*) from pg_catalog.pg_stat_get_wal_senders() where state='Backup' and (${toPeer}));`,
  ].join(' ');
  const rows = await ask(database, `${waitSeconds > 0 ? `${wait}\n` : ''}${see}`, (waitSeconds + 60) * 1000);
  const [hadrRows, asyncSenders, backups] = (rows.at(-1) ?? []).map(Number);
  if (hadrRows === undefined || asyncSenders === undefined || backups === undefined) {
    throw new SdrError('E_SQL_FAILED', 'the primary did not say what it sees', { node: database.host.address });
  }
  return { hadrRows, asyncSenders, backups };
};

/** gs_sdr's row that makes a main standby healthy. */
export const mainStandbyStreams = async (database: Database): Promise<boolean> =>
  (
    await ask(
      database,
      `select 1 from pg_catalog.pg_stat_get_wal_receiver() where local_role='Main Standby' and state='Normal' and peer_role='Primary' and peer_state='Normal';`,
    )
  ).length > 0;

/** Bytes of WAL written since the database was made, and how many of them wal_keep_segments keeps. */
export const walKept = async (
  database: Database,
): Promise<{ readonly walBytes: number; readonly keptBytes: number }> => {
  const [[position = ''] = [], [segments = ''] = []] = await ask(
    database,
    'select pg_current_xlog_location();\nshow wal_keep_segments;',
  );
  const walBytes = positionOf(position);
  if (walBytes === undefined || !/^\d+$/.test(segments))
    throw new SdrError('E_SQL_FAILED', 'the primary did not say where its WAL is', { node: database.host.address });
  return { walBytes, keptBytes: Number(segments) * SEGMENT_BYTES };
};

/** Whether a cascade standby streams from its main standby. */
export const cascadeStreams = async (database: Database): Promise<boolean> =>
  (
    await ask(
      database,
      `select 1 from pg_catalog.pg_stat_get_wal_receiver() where local_role='Cascade Standby' and state='Normal';`,
    )
  ).length > 0;

/** gs_sdr's row that makes a primary healthy. */
export const standbyConnected = async (database: Database): Promise<boolean> =>
  (
    await ask(
      database,
      `select 1 from pg_catalog.pg_stat_get_wal_senders() where sync_state='Async' and peer_role='Standby' and peer_state='Normal';`,
    )
  ).length > 0;

/** Largest RPO and RTO over all streams, in seconds; undefined while nothing streams. */
export const rpoAndRto = async (
  database: Database,
): Promise<{ readonly rpo: number; readonly rto: number } | undefined> => {
  const rows = await ask(
    database,
    'SELECT current_rpo, current_rto FROM dbe_perf.global_streaming_hadr_rto_and_rpo_stat;',
  );
  if (rows.length === 0) return undefined;
  const largest = (column: number): number => Math.max(...rows.map((row) => Number(row[column])));
  return { rpo: largest(0), rto: largest(1) };
};

/** A database that would be overwritten. */
export interface DatabaseSeen {
  readonly name: string;
  readonly bytes: number;
}

/** What a build would erase: databases with sizes, sessions of others, the time of the last commit when the server tracks it. */
export interface Contents {
  readonly databases: readonly DatabaseSeen[];
  readonly sessions: readonly { readonly user: string; readonly database: string; readonly address: string }[];
}

export const contents = async (database: Database): Promise<Contents> => {
  const sizes = await ask(
    database,
    `select datname, pg_database_size(oid) from pg_database where not datistemplate order by 1;`,
  );
  const sessions = await ask(
    database,
    `select usename, datname, coalesce(client_addr::text, 'local') from pg_stat_activity where client_addr is not null and datname is not null order by 1, 2;`,
  );
  return {
    databases: sizes.map(([name = '', bytes = '0']) => ({ name, bytes: Number(bytes) })),
    sessions: sessions.map(([user = '', name = '', address = '']) => ({ user, database: name, address })),
  };
};
