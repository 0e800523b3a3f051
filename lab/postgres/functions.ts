import { OWN_PARAMETERS } from './running-parameters.js';

/**
 * openGauss's functions and views, answered from PostgreSQL's live statistics. They are made in each lab cluster's first
 * datanode before its standbys are copied, so that every copy has them. What PostgreSQL has under the same name with other
 * columns stands in schema `lab`; gsql's stand-in sends statements there.
 */
export const OPENGAUSS_FUNCTIONS = `
create schema lab;
create schema dbe_perf;
grant usage on schema lab, dbe_perf to public;

create table lab.gs_global_config (name text primary key, value text);

create function lab.pg_stat_get_wal_senders(
  out pid text, out sender_pid text, out local_role text, out peer_role text, out peer_state text, out state text,
  out catchup_start text, out catchup_end text,
  out sender_sent_location text, out sender_write_location text, out sender_flush_location text, out sender_replay_location text,
  out receiver_received_location text, out receiver_write_location text, out receiver_flush_location text,
  out receiver_replay_location text, out sync_percent text, out sync_state text, out sync_priority text,
  out sync_most_available text, out channel text)
returns setof record language sql stable as $$
  select r.pid::text, r.pid::text, current_setting('lab.role'),
    case when current_setting('lab.role') = 'Main Standby' then 'Cascade Standby' else 'Standby' end,
    case r.state when 'streaming' then 'Normal' when 'catchup' then 'Catchup' when 'backup' then 'Building' else 'Starting' end,
    initcap(r.state), r.backend_start::text, now()::text,
    r.sent_lsn::text, r.sent_lsn::text, r.sent_lsn::text, r.sent_lsn::text,
    r.write_lsn::text, r.write_lsn::text, r.flush_lsn::text, r.replay_lsn::text,
    '100%', initcap(r.sync_state), r.sync_priority::text, current_setting('lab.most_available_sync'),
    current_setting('lab.data_ip') || ':' || current_setting('lab.ha_port') || '-->' || host(r.client_addr) || ':' || r.client_port
  from pg_catalog.pg_stat_replication r
$$;

create function lab.pg_stat_get_wal_receiver(
  out receiver_pid text, out local_role text, out peer_role text, out peer_state text, out state text,
  out sender_sent_location text, out sender_write_location text, out sender_flush_location text, out sender_replay_location text,
  out receiver_received_location text, out receiver_write_location text, out receiver_flush_location text,
  out receiver_replay_location text, out sync_percent text, out channel text)
returns setof record language sql stable as $$
  select w.pid::text, current_setting('lab.role'),
    case when current_setting('lab.role') = 'Cascade Standby' then 'Main Standby' else 'Primary' end,
    case when w.status = 'streaming' then 'Normal' else 'Unknown' end,
    case when w.status = 'streaming' then 'Normal' else 'Need repair' end,
    w.latest_end_lsn::text, w.latest_end_lsn::text, w.latest_end_lsn::text, w.latest_end_lsn::text,
    w.written_lsn::text, w.written_lsn::text, w.flushed_lsn::text, pg_last_wal_replay_lsn()::text, '100%',
    current_setting('lab.data_ip') || ':' || current_setting('lab.ha_port') || '<--' || w.sender_host || ':' || w.sender_port
  from pg_catalog.pg_stat_wal_receiver w where w.pid is not null
$$;

create function pg_catalog.gs_hadr_local_rto_and_rpo_stat(
  out hadr_sender_node_name text, out hadr_receiver_node_name text, out source_ip text, out source_port int,
  out dest_ip text, out dest_port int, out current_rto bigint, out target_rto bigint, out current_rpo bigint,
  out target_rpo bigint, out rto_sleep_time bigint, out rpo_sleep_time bigint)
returns setof record language sql stable as $$
  select 'dn_' || current_setting('lab.cluster'), r.application_name, current_setting('lab.data_ip'),
    current_setting('lab.ha_port')::int, host(r.client_addr), r.client_port,
    coalesce(extract(epoch from r.replay_lag), 0)::bigint, 0::bigint,
    coalesce(extract(epoch from r.flush_lag), 0)::bigint, 0::bigint, 0::bigint, 0::bigint
  from pg_catalog.pg_stat_replication r where r.application_name like 'hadr:%' and r.state = 'streaming'
$$;

create view dbe_perf.global_streaming_hadr_rto_and_rpo_stat as
  select hadr_sender_node_name, hadr_receiver_node_name, current_rto, target_rto, current_rpo, target_rpo,
    rto_sleep_time, rpo_sleep_time
  from pg_catalog.gs_hadr_local_rto_and_rpo_stat();
grant select on dbe_perf.global_streaming_hadr_rto_and_rpo_stat to public;

create function pg_catalog.pg_last_xlog_replay_location(out term text, out lsn text)
returns record language sql stable as $$
  select '1', coalesce(pg_last_wal_replay_lsn(), case when not pg_is_in_recovery() then pg_current_wal_lsn() end)::text
$$;

create function pg_catalog.pg_current_xlog_location() returns text language sql volatile as $$
  select pg_current_wal_lsn()::text
$$;

create view lab.pg_settings as
  select name, setting from pg_catalog.pg_settings
  union all
  select name, setting from unnest(array[${OWN_PARAMETERS.map((name) => `'${name}'`).join(', ')}]) name,
    current_setting('lab.' || name, true) setting where setting is not null;

create function lab.secure_file(name text) returns bytea language sql security definer as $$
  select pg_read_binary_file('gs_secure_files/' || name, true)
$$;
`;

/** What gsql's stand-in writes in place of what PostgreSQL would take for something else. */
export const rewrite = (sql: string): string =>
  sql
    .replaceAll(/\b(?:pg_catalog\.)?pg_stat_get_wal_(senders|receiver)\s*\(/gi, 'lab.pg_stat_get_wal_$1(')
    .replaceAll(/\bgs_global_config\b/gi, 'lab.gs_global_config')
    .replaceAll(/\b(?:pg_catalog\.)?pg_settings\b/gi, 'lab.pg_settings')
    .replaceAll(
      /\bshow\s+(enable_dcf|most_available_sync|stream_cluster_run_mode|wal_keep_segments)\b/gi,
      'show lab.$1',
    )
    .replaceAll(
      /\balter\s+global\s+configuration\s+with\s*\(\s*(\w+)\s*=\s*(E?'(?:[^']|'')*')\s*\)/gi,
      `insert into lab.gs_global_config values ('$1', $2) on conflict (name) do update set value = excluded.value`,
    )
    .replaceAll(
      /\bdrop\s+global\s+configuration\s+(\w+)/gi,
      (_, name: string) =>
        `do $lab$ begin delete from lab.gs_global_config where name = '${name}'; if not found then raise exception 'global configuration "${name}" does not exist'; end if; end $lab$`,
    );
