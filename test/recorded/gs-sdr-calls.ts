/**
 * The tool calls of the original's `start` on two clusters of three nodes, node by node in order; recorded from gs_sdr of
 * openGauss-OM, August 2026. `<dn>` a data directory, `<dip1>` the data address of the own node 1, `<rdip1>` of the
 * peer's, `P` the base port, `U` the OS user. gsql is written as its port and its statement. What the original does with
 * ssh, files and sleeps is not a tool call.
 */
export type Calls = Readonly<Record<'h1' | 'h2' | 'h3', readonly string[]>>;

const own = (node: number, peer: number, flags: string): string =>
  `localhost=<dip${node}> localport=P+1 localheartbeatport=P+5 localservice=P+4 remotehost=${peer > 0 ? `<dip${peer}>` : `<rdip${-peer}>`} remoteport=P+1 remoteheartbeatport=P+5 remoteservice=P+4 ${flags}`;

const write = (verb: string, slot: number, value: string): string =>
  `gs_guc ${verb} -Z datanode -D <dn> -c replconninfo${slot} = '${value}'`;

/** Check and rewrite the own cluster's slots, find the next one free, then one slot for each node of the peer. */
const replconninfo = (verb: 'reload' | 'set', node: number): readonly string[] => {
  const others = [1, 2, 3].filter((other) => other !== node);
  return [
    ...others.flatMap((other, index) => [
      `gs_guc check -Z datanode -D <dn> -c replconninfo${index + 1}`,
      write(verb, index + 1, own(node, other, 'iscascade=true iscrossregion=false')),
    ]),
    `gs_guc check -Z datanode -D <dn> -c replconninfo3`,
    ...[1, 2, 3].map((peer) => write(verb, 2 + peer, own(node, -peer, 'iscascade=false iscrossregion=true'))),
  ];
};

const hba = 'gs_guc reload -D <dn> -h <lines>';
const pings = [1, 2, 3].map((node) => `ping h${node} -c 1 -w 4`);
const sql = (statement: string): string => `gsql P+1: ${statement}`;

const SENDERS =
  "select 1 from pg_catalog.pg_stat_get_wal_senders() where sync_state='Async' and peer_role='Standby' and peer_state='Normal';";

export const PRIMARY: Calls = {
  h1: [
    'gs_om -t status --all',
    sql('select usename, userepl from pg_user;'),
    'gsql P -U <user> -W ***: select 1;',
    'gs_guc generate -S default -o hadr -D <bin>',
    sql("select value from gs_global_config where name='hadr_user_info';"),
    'gs_encrypt -f hadr <user>|***',
    sql("ALTER GLOBAL CONFIGURATION with(hadr_user_info ='***');"),
    'cm_ctl view',
    sql('show enable_dcf;'),
    sql('show synchronous_commit;'),
    ...pings,
    hba,
    ...replconninfo('reload', 1),
    sql('show wal_keep_segments;'),
    'gs_guc reload -Z datanode -D <dn> -c wal_keep_segments = 16384',
    "gs_guc set -Z datanode -N all -I all -c stream_cluster_run_mode = 'cluster_primary'",
    "gs_guc set -Z coordinator -N all -I all -c stream_cluster_run_mode = 'cluster_primary'",
    'cm_ctl ddb --put /U/CMServer/backup_open 0',
    'cm_ctl query -v',
    sql('select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();'),
    sql(SENDERS),
    'cm_ctl query',
    'gs_guc reload -Z datanode -D <dn> -c wal_keep_segments = 16',
  ],
  h2: [sql("select value from gs_global_config where name='hadr_user_info';"), hba, ...replconninfo('reload', 2)],
  h3: [sql("select value from gs_global_config where name='hadr_user_info';"), hba, ...replconninfo('reload', 3)],
};

const cascadeBuild = 'gs_ctl build -D <dn> -M cascade_standby -b standby_full -r 7200 -t 1209600';

export const STANDBY: Calls = {
  h1: [
    'gs_om -t status --all',
    'cm_ctl view',
    sql('show enable_dcf;'),
    sql('show synchronous_commit;'),
    ...pings,
    hba,
    ...replconninfo('set', 1),
    'cm_ctl query -v',
    sql("select slot_name from pg_get_replication_slots() where slot_type='logical'"),
    'ping h1 -c 1 -w 4',
    'ping <rdip1> -I <dip1> -c 1 -w 4',
    'gs_ctl build -D <dn> -M standby -b copy_secure_files -U <user> -P *** -C localhost=<dip1> localport=P+1 remotehost=<rdip1> remoteport=P+1',
    "gs_guc set -Z datanode -N all -I all -c stream_cluster_run_mode = 'cluster_standby'",
    "gs_guc set -Z coordinator -N all -I all -c stream_cluster_run_mode = 'cluster_standby'",
    'cm_ctl ddb --put /U/CMServer/backup_open 2',
    ...[1, 2, 3].map((id) => `cm_ctl stop -n ${id} -m i -t 1800`),
    'gs_guc set -Z cmserver -N all -I all -c backup_open=2',
    'gs_guc set -Z cmagent -N all -I all -c agent_backup_open=2',
    'ping <rdip1> -I <dip1> -c 1 -w 4',
    'gs_ctl build -D <dn> -M hadr_main_standby -r 7200 -q -Q force_copy_from_local -U <user> -P *** -t 1209600',
    'gs_ctl querybuild -D <dn>',
    'gs_ctl start -D <dn> -M hadr_main_standby',
    'cm_ctl start -t 604800',
    'cm_ctl query',
  ],
  h2: [hba, ...replconninfo('set', 2), cascadeBuild, 'gs_ctl querybuild -D <dn>'],
  h3: [hba, ...replconninfo('set', 3), cascadeBuild, 'gs_ctl querybuild -D <dn>'],
};
