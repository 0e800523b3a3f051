import { ERRORS } from '../../errors.js';
import { ROLES } from '../../roles.js';
import { KEPT_SEGMENTS } from '../../wal.js';
import { check, one, onDatanodes, onPrimary, skipped, type Verdict } from '../check.js';
import type { SettingName, SideFacts } from '../facts.js';
import { seen, unseen, type Seen } from '../seen.js';

/** What the build and the stream take of the primary: the base backup, its log, the main standby. */
const SENDERS_NEEDED = 3;
/** The stream of the main standby keeps its place. */
const SLOTS_NEEDED = 1;

/** With so few datanodes start wants the primary to go on without copies. */
const FEW = 2;

type Entry = Extract<SideFacts['datanodes'], { kind: 'seen' }>['value'][number];

/** A server that does not know the parameter leaves the check undone. */
const setting =
  (name: SettingName) =>
  ({ settings }: Entry): Seen<string> => {
    if (settings.kind === 'unseen') return settings;
    const value = settings.value[name];
    return value === undefined ? unseen(`it does not know ${name}`) : seen(value);
  };

const wants =
  (name: SettingName, wanted: (value: string) => boolean) =>
  (facts: SideFacts): Verdict =>
    onPrimary(facts, setting(name), (value) => (wanted(value) ? undefined : `${name} is ${value}`));

/** Room for more of something that a setting limits. */
const room = (facts: SideFacts, name: SettingName, used: Seen<number>, needed: number): Verdict =>
  used.kind === 'unseen'
    ? skipped(used.why)
    : onPrimary(facts, setting(name), (value) =>
        Number(value) >= used.value + needed
          ? undefined
          : `${name} is ${value}, ${used.value} are in use, ${needed} more are needed`,
      );

/** Parameters of the datanodes as they run. */
export const SETTING_CHECKS = [
  check({
    id: 'port-agrees',
    title: 'the datanodes listen on the configured base port',
    severity: 'error',
    roles: ROLES,
    remedy: 'Correct dataPortBase (or localClusterConf.port): all other ports follow from it.',
    source: 'port in pg_settings',
    judge: (facts) =>
      onDatanodes(facts, setting('port'), (value) =>
        Number(value) === facts.pair.local.port
          ? undefined
          : `port is ${value}, the configuration has ${facts.pair.local.port}`,
      ),
  }),
  check({
    id: 'dcf-off',
    title: 'DCF is off',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_DCF_ENABLED.hint,
    source: 'enable_dcf in pg_settings of the primary',
    judge: wants('enable_dcf', (value) => value === 'off'),
  }),
  check({
    id: 'wal-level',
    title: 'the WAL has what a standby needs',
    severity: 'error',
    roles: ['primary'],
    remedy: 'Set wal_level = hot_standby (or logical) and restart the cluster.',
    source: 'wal_level in pg_settings of the primary',
    judge: wants('wal_level', (value) => !['minimal', 'archive'].includes(value)),
  }),
  check({
    id: 'writable-database',
    title: 'the database takes writes',
    severity: 'error',
    roles: ['primary'],
    remedy: 'Set default_transaction_read_only = off; CM sets it when a disk is full: make room first.',
    source: 'default_transaction_read_only in pg_settings of the primary',
    judge: wants('default_transaction_read_only', (value) => value === 'off'),
  }),
  check({
    id: 'run-mode',
    title: 'the datanodes run as a primary cluster’s',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Set stream_cluster_run_mode = cluster_primary: it is left from an old relationship.',
    source: 'stream_cluster_run_mode in pg_settings',
    judge: (facts) =>
      onDatanodes(facts, setting('stream_cluster_run_mode'), (value) =>
        value === 'cluster_standby' ? 'stream_cluster_run_mode is cluster_standby' : undefined,
      ),
  }),
  check({
    id: 'synchronous-commit',
    title: 'synchronous_commit is on',
    severity: 'info',
    roles: ROLES,
    remedy: 'Nothing to do: start sets it on, and remembers what it was.',
    source: 'synchronous_commit in pg_settings of the primary',
    judge: wants('synchronous_commit', (value) => value === 'on'),
  }),
  check({
    id: 'most-available-sync',
    title: 'a cluster of two datanodes or fewer goes on without its copies',
    severity: 'info',
    roles: ROLES,
    remedy: 'Nothing to do: start sets most_available_sync on, and remembers what it was.',
    source: 'most_available_sync in pg_settings of the primary',
    judge: (facts) =>
      onPrimary(facts, setting('most_available_sync'), (value) =>
        facts.datanodes.kind === 'seen' && facts.datanodes.value.length <= FEW && value !== 'on'
          ? `most_available_sync is ${value}`
          : undefined,
      ),
  }),
  check({
    id: 'sync-standbys',
    title: 'commits do not hang when a copy is lost',
    severity: 'warning',
    roles: ['primary'],
    remedy: 'Set most_available_sync = on, or be sure that the standbys of synchronous_standby_names stay up.',
    source: 'synchronous_standby_names, most_available_sync in pg_settings of the primary',
    judge: (facts) =>
      onPrimary(
        facts,
        (entry) => {
          const [names, available] = [
            setting('synchronous_standby_names')(entry),
            setting('most_available_sync')(entry),
          ];
          if (names.kind === 'unseen') return names;
          return available.kind === 'unseen' ? available : seen([names.value, available.value] as const);
        },
        ([names, available]) =>
          names !== '' && available !== 'on'
            ? `synchronous_standby_names is ${names}, most_available_sync is ${available}`
            : undefined,
      ),
  }),
  check({
    id: 'wal-keep-not-lowered',
    title: 'start keeps no less WAL than the primary keeps now',
    severity: 'warning',
    roles: ['primary'],
    remedy: `Be sure that nobody needs more: start sets wal_keep_segments to ${KEPT_SEGMENTS} until it ends.`,
    source: 'wal_keep_segments in pg_settings of the primary',
    judge: wants('wal_keep_segments', (value) => Number(value) <= Number(KEPT_SEGMENTS)),
  }),
  check({
    id: 'wal-senders-free',
    title: `the primary has ${SENDERS_NEEDED} WAL senders free`,
    severity: 'error',
    roles: ['primary'],
    remedy: 'Raise max_wal_senders and restart the cluster: the build takes two, the main standby one.',
    source: 'max_wal_senders in pg_settings, pg_stat_get_wal_senders() of the primary',
    judge: (facts) => room(facts, 'max_wal_senders', facts.primary.senders, SENDERS_NEEDED),
  }),
  check({
    id: 'replication-slots-free',
    title: 'the primary has a replication slot free',
    severity: 'error',
    roles: ['primary'],
    remedy: 'Raise max_replication_slots and restart the cluster, or drop slots nobody uses.',
    source: 'max_replication_slots in pg_settings, pg_get_replication_slots() of the primary',
    judge: (facts) => {
      const { slots } = facts.primary;
      return room(
        facts,
        'max_replication_slots',
        slots.kind === 'seen' ? seen(slots.value.length) : slots,
        SLOTS_NEEDED,
      );
    },
  }),
  check({
    id: 'slots-in-use',
    title: 'every replication slot is in use',
    severity: 'warning',
    roles: ['primary'],
    remedy: 'Drop the slot if nobody comes back for it: it keeps WAL on the primary’s disk.',
    source: 'pg_get_replication_slots() of the primary',
    judge: ({ primary }) =>
      one(primary.slots, (slots) => {
        const idle = slots.filter(({ active }) => !active).map(({ name }) => name);
        return idle.length > 0 ? `${idle.join(', ')} not in use` : undefined;
      }),
  }),
  check({
    id: 'logical-slots',
    title: 'no logical replication slot goes with the data',
    severity: 'warning',
    roles: ['disaster_standby'],
    remedy: 'Move the subscribers away first: start drops these slots.',
    source: 'pg_get_replication_slots() of the primary',
    judge: ({ primary }) =>
      one(primary.slots, (slots) => {
        const logical = slots.filter((slot) => slot.logical).map(({ name }) => name);
        return logical.length > 0 ? logical.join(', ') : undefined;
      }),
  }),
] as const;
