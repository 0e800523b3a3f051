import { describe, expect, test } from '@jest/globals';
import { COMPARISONS, type BothFacts, type ComparisonId } from '../../../domain/check/between.js';
import type { Verdict } from '../../../domain/check/check.js';
import type { SideFacts } from '../../../domain/check/facts.js';
import { reportOfBoth, reportOfSide } from '../../../domain/check/report.js';
import { seen, unseen } from '../../../domain/check/seen.js';
import { CHECKS, type CheckId } from '../../../domain/check/table.js';
import { unseenSide } from '../../../domain/check/unseen.js';
import { ROLES } from '../../../domain/roles.js';
import {
  GB,
  datanodesIn,
  healthyFacts,
  withDatanode,
  withNode,
  withSettings,
  withShown,
} from '../../support/check-facts.js';

/** For every check a cluster in which it fires, and what it says: a check without one does not compile. */
type Case<Facts> = readonly [makes: (facts: Facts) => Facts, says: string | RegExp];

const way = (facts: SideFacts, what: 'pinged' | 'connected', lost: number): SideFacts =>
  withNode(facts, {
    towardsPeer: facts.nodes[0]!.towardsPeer.map((entry, index) => ({ ...entry, [what]: seen(index >= lost) })),
  });

const cm = (facts: SideFacts, change: Partial<SideFacts['cm']>): SideFacts => ({
  ...facts,
  cm: { ...facts.cm, ...change },
});
const primary = (facts: SideFacts, change: Partial<SideFacts['primary']>): SideFacts => ({
  ...facts,
  primary: { ...facts.primary, ...change },
});
const hadr = (facts: SideFacts, change: Partial<SideFacts['hadr']>): SideFacts => ({
  ...facts,
  hadr: { ...facts.hadr, ...change },
});
const slot = (
  facts: SideFacts,
  change: Readonly<{ kind: 'own cluster' | 'other region' | 'not understood'; remotehost?: string }>,
): SideFacts =>
  withDatanode(facts, {
    replConnInfo: seen([
      { slot: 1, localhost: '10.1.2.1', ...change },
      ...[2, 3, 4].map((free) => ({ slot: free, kind: 'free' as const })),
    ]),
  });

const FIRES: Readonly<Record<CheckId, Case<SideFacts>>> = {
  'nodes-answer': [(facts) => withNode(facts, { environment: unseen('no route') }), /^10\.\d\.1\.1: no route$/],
  'tools-present': [(facts) => withNode(facts, { missingTools: seen(['gs_guc', 'ping']) }), 'gs_guc, ping'],
  'node-addresses': [(facts) => withNode(facts, { ownAddresses: seen(['10.9.9.9']) }), 'has 10.9.9.9, not 10.'],
  'versions-alike': [(facts) => withNode(facts, { commit: seen('deadbeef') }), /deadbeef, .* c0ffee42/],
  'os-users-alike': [(facts) => withNode(facts, { environment: seen({ osUser: 'root2', pgHost: '/tmp' }) }), 'root2'],
  'clocks-alike': [(facts) => withNode(facts, { clockAheadMs: seen(9_012) }), '9.0 s apart'],
  'workspace-writable': [(facts) => withNode(facts, { unwritable: seen(['/tmp/gauss']) }), '/tmp/gauss'],
  'no-action': [
    (facts) => ({
      ...facts,
      action: seen({
        workflowId: 'sdr:north',
        does: 'start as primary',
        phase: 'parked',
        since: 'noon',
        failure: 'E_NO_CM',
      }),
    }),
    'sdr:north (start as primary) is parked since noon: E_NO_CM',
  ],
  'no-original-lock': [(facts) => withNode(facts, { locks: seen(['abc']) }), 'streaming_lock_abc'],
  'no-original-step-file': [
    (facts) => withNode(facts, { stepFiles: seen(['.streaming_stop.step']) }),
    '.streaming_stop.step',
  ],
  'not-related': [(facts) => withNode(facts, { status: seen('archive_fail') }), 'its status is archive_fail'],
  'workspace-free': [(facts) => withNode(facts, { run: seen('r1') }), 'belongs to run r1'],
  'no-upgrade': [(facts) => withNode(facts, { upgradeFiles: seen(['step']) }), 'binary_upgrade holds step'],
  'hadr-keys-alike': [
    (facts) => withNode(facts, { keyFiles: seen(['hadr.key.cipher', 'hadr.key.rand']) }),
    /^missing on 10\.\d\.1\.2, 10\.\d\.1\.3$/,
  ],

  'cm-answers': [(facts) => cm(facts, { state: unseen('no cm_server answers') }), 'no cm_server answers'],
  'cluster-normal': [(facts) => cm(facts, { state: seen('Degraded') }), 'its state is Degraded'],
  'datanodes-normal': [
    (facts) => withShown(facts, { role: 'Down', ha: 'Need repair', reason: 'Disconnected' }),
    /dn_6002 on \w+2 is Down Need repair\(Disconnected\)/,
  ],
  'one-primary': [(facts) => withShown(facts, { role: 'Primary' }), /1 dn_6001, \w+2 dn_6002/],
  'not-standby-cluster': [(facts) => withShown(facts, { role: 'Cascade Standby' }), 'is a Cascade Standby'],
  'configuration-agrees': [
    (facts) => withShown(facts, { nodeIp: '10.9.9.9' }),
    '(10.9.9.9) is not in the configuration; the cluster has no datanode on 10.',
  ],
  'cm-server-primary': [
    (facts) => cm(facts, { servers: seen([{ id: 1, nodeName: 'n1', state: 'Standby' }]) }),
    '0 of 1 are',
  ],
  'cm-servers-up': [(facts) => cm(facts, { servers: seen([{ id: 1, nodeName: 'n1', state: 'Down' }]) }), 'n1 is Down'],
  'cm-agents-report': [(facts) => withShown(facts, { role: 'Unknown', ha: 'Unknown' }), /nobody knows dn_6002 on \w+2/],
  'no-stop-mark': [
    (facts) => withNode(facts, { stopMark: seen(true) }),
    /^10\.\d\.1\.1: cluster_manual_start is there$/,
  ],
  'cm-data-path': [(facts) => cm(facts, { agents: unseen('cm_ctl view shows no cmDataPath') }), 'shows no cmDataPath'],
  'agent-mode': [
    (facts) => cm(facts, { agents: seen([{ nodeName: 'n1', backupOpen: seen('2') }]) }),
    'n1: agent_backup_open is 2',
  ],
  'dcc-readable': [(facts) => cm(facts, { backupOpen: unseen('etcd') }), 'etcd'],
  'backup-open': [(facts) => cm(facts, { backupOpen: seen('2') }), 'backup_open is 2'],

  'hadr-password-known': [
    (facts) => hadr(facts, { password: unseen('no password of user hadr') }),
    'no password of user hadr',
  ],
  'hadr-password-usable': [
    (facts) => hadr(facts, { password: seen('refused by the tools') }),
    'a character that the tools refuse',
  ],
  'hadr-password-strong': [(facts) => hadr(facts, { password: seen('weak') }), 'it is weak'],
  'hadr-user': [(facts) => hadr(facts, { user: seen('no') }), 'user hadr has no replication privilege'],
  'hadr-login': [(facts) => hadr(facts, { login: seen('refused') }), 'hadr is refused'],
  'hadr-user-not-stored': [(facts) => hadr(facts, { stored: seen(true) }), 'hadr_user_info is there'],

  'port-agrees': [(facts) => withSettings(facts, { port: '5432' }), 'port is 5432, the configuration has 26000'],
  'dcf-off': [(facts) => withSettings(facts, { enable_dcf: 'on' }), 'enable_dcf is on'],
  'wal-level': [(facts) => withSettings(facts, { wal_level: 'minimal' }), 'wal_level is minimal'],
  'writable-database': [(facts) => withSettings(facts, { default_transaction_read_only: 'on' }), 'read_only is on'],
  'run-mode': [(facts) => withSettings(facts, { stream_cluster_run_mode: 'cluster_standby' }), 'is cluster_standby'],
  'synchronous-commit': [
    (facts) => withSettings(facts, { synchronous_commit: 'local' }),
    'synchronous_commit is local',
  ],
  'most-available-sync': [
    (facts) => ({
      ...facts,
      datanodes: seen(datanodesIn(withSettings(facts, { most_available_sync: 'off' })).slice(0, 2)),
    }),
    'most_available_sync is off',
  ],
  'sync-standbys': [(facts) => withSettings(facts, { most_available_sync: 'off' }), 'synchronous_standby_names is *'],
  'wal-keep-not-lowered': [
    (facts) => withSettings(facts, { wal_keep_segments: '65536' }),
    'wal_keep_segments is 65536',
  ],
  'wal-senders-free': [
    (facts) => withSettings(facts, { max_wal_senders: '4' }),
    'max_wal_senders is 4, 2 are in use, 3 more are needed',
  ],
  'replication-slots-free': [
    (facts) => withSettings(facts, { max_replication_slots: '1' }),
    'max_replication_slots is 1, 1 are in use',
  ],
  'slots-in-use': [
    (facts) => primary(facts, { slots: seen([{ name: 'old', logical: false, active: false }]) }),
    'old not in use',
  ],
  'logical-slots': [
    (facts) => primary(facts, { slots: seen([{ name: 'feed', logical: true, active: true }]) }),
    'feed',
  ],

  'peer-pinged': [
    (facts) => way(facts, 'pinged', 3),
    /no ping from 10\.\d\.2\.1 to 10\.\d\.2\.1, 10\.\d\.2\.2, 10\.\d\.2\.3/,
  ],
  'peer-pinged-everywhere': [(facts) => way(facts, 'pinged', 1), /no ping from 10\.\d\.2\.1 to 10\.\d\.2\.1$/],
  'peer-port-open': [(facts) => way(facts, 'connected', 3), /no connection from 10\.\d\.2\.1 to 10\.\d\.2\.1:26001, /],
  'peer-ports-open-everywhere': [
    (facts) => way(facts, 'connected', 2),
    /no connection from .*2\.1:26001, .*2\.2:26001$/,
  ],
  'replconninfo-free': [
    (facts) => withDatanode(facts, { replConnInfo: seen([{ slot: 8, kind: 'free' }]) }),
    '1 free, 3 needed',
  ],
  'replconninfo-understood': [(facts) => slot(facts, { kind: 'not understood' }), 'replconninfo1'],
  'replconninfo-own': [
    (facts) => slot(facts, { kind: 'own cluster', remotehost: '10.9.9.9' }),
    'replconninfo1 is 10.1.2.1 → 10.9.9.9',
  ],
  'replconninfo-foreign': [
    (facts) => slot(facts, { kind: 'other region', remotehost: '10.9.9.9' }),
    'replconninfo1 leads to 10.9.9.9',
  ],
  'hba-lets-peer-in': [
    (facts) => withDatanode(facts, { refusals: seen(['host all all all reject']) }),
    '“host all all all reject”',
  ],

  sessions: [
    (facts) =>
      primary(facts, {
        contents: seen({ databases: [], sessions: [{ user: 'app', database: 'bank', address: '10.7.7.7' }] }),
      }),
    '1 sessions: app in bank from 10.7.7.7',
  ],
  'no-data-lost': [
    (facts) => primary(facts, { contents: seen({ databases: [{ name: 'bank', bytes: 2 * GB }], sessions: [] }) }),
    'bank (2.0 GB)',
  ],
  'disks-not-full': [
    (facts) => withDatanode(facts, { disk: seen({ path: '/data/dn', sizeBytes: 100 * GB, availableBytes: 5 * GB }) }),
    '/data/dn has 5.0 GB of 100.0 GB left',
  ],
  'wal-kept-long-enough': [
    (facts) => primary(facts, { walBytesPerSecond: seen(0.05 * GB) }),
    'the kept 256.0 GB last 1.4 h at 51.2 MB/s',
  ],
  'wal-fits-disk': [(facts) => primary(facts, { walBytesPerSecond: seen(0.01 * GB) }), 'the free 80.0 GB last 2.2 h'],
  'wal-in-data-directory': [
    (facts) => withDatanode(facts, { walDisk: seen({ path: '/wal/dn', sizeBytes: 9 * GB, availableBytes: 8 * GB }) }),
    'pg_xlog is /wal/dn',
  ],
};

const both: BothFacts = { primary: healthyFacts('primary'), standby: healthyFacts('disaster_standby') };
const onStandby =
  (change: (facts: SideFacts) => SideFacts) =>
  ({ primary: one, standby }: BothFacts): BothFacts => ({ primary: one, standby: change(standby) });

const FIRES_BETWEEN: Readonly<Record<ComparisonId, Case<BothFacts>>> = {
  'both-mirrored': [
    onStandby((facts) => ({ ...facts, pair: { ...facts.pair, peer: facts.pair.cluster } })),
    'the peer of south is south, not north',
  ],
  'both-versions': [onStandby((facts) => withNode(facts, { commit: seen('deadbeef') })), 'south 10.2.1.1 deadbeef'],
  'both-os-users': [
    onStandby((facts) => withNode(facts, { environment: seen({ osUser: 'gauss', pgHost: '/tmp' }) })),
    'south 10.2.1.1 gauss',
  ],
  'both-disks': [
    onStandby((facts) =>
      withDatanode(primary(facts, { contents: seen({ databases: [], sessions: [] }) }), {
        disk: seen({ path: '/data/dn', sizeBytes: 100 * GB, availableBytes: 3 * GB }),
      }),
    ),
    'dn_6001 on south1: /data/dn has 3.0 GB, and 0 B that are erased, for 10.0 GB',
  ],
  'both-wal-paths': [
    ({ primary: one, standby }) => ({
      primary: withDatanode(one, { walDisk: seen({ path: '/wal/dn', sizeBytes: GB, availableBytes: GB }) }),
      standby,
    }),
    'dn_6002 on south2: pg_xlog is in the data directory, on the primary /wal/dn',
  ],
  'both-clocks': [onStandby((facts) => withNode(facts, { clockAheadMs: seen(-7_988) })), '8.0 s apart'],
  'both-sizes': [onStandby((facts) => cm(facts, { datanodes: seen([]) })), 'north 3, south 0'],
};

const expectFinding = (verdict: Verdict, says: string | RegExp): void => {
  expect(verdict.kind).toBe('finding');
  if (verdict.kind === 'finding') expect(verdict.found).toMatch(says);
};

test('there are at least thirty checks for each role, and no two of one name', () => {
  for (const role of ROLES)
    expect(CHECKS.filter(({ roles }) => roles.some((one) => one === role)).length).toBeGreaterThanOrEqual(30);
  const ids = [...CHECKS, ...COMPARISONS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('of two clusters with which nothing is wrong nothing is found, and everything was looked at', () => {
  expect(reportOfBoth(both).checks.filter(({ kind }) => kind !== 'ok')).toEqual([]);
});

describe.each(CHECKS.map((row) => [row.id, row] as const))('%s', (id, row) => {
  const [makes, says] = FIRES[id];

  test.each(row.roles)('is found on a cluster that is to become %s', (role) => {
    expectFinding(row.judge(makes(healthyFacts(role))), says);
  });

  test('is never ok where nobody could look', () => {
    const { pair } = healthyFacts('primary');
    const verdict = row.judge(unseenSide(pair, 'hadr', 'the node is down'));
    expect(verdict.kind).not.toBe('ok');
    expect(verdict.kind === 'finding' ? verdict.found : verdict.kind === 'skipped' && verdict.why).toContain(
      'the node is down',
    );
  });
});

describe.each(COMPARISONS.map((row) => [row.id, row] as const))('%s', (id, row) => {
  const [makes, says] = FIRES_BETWEEN[id];

  test('is found', () => {
    expectFinding(row.judge(makes(both)), says);
  });
});

test('what both only tell together is not ok when one side could not be looked at, but what their files say is', () => {
  const { pair } = both.standby;
  const report = reportOfBoth({ primary: both.primary, standby: unseenSide(pair, 'hadr', 'no worker') });
  const between = report.checks.filter(({ cluster }) => cluster === undefined);
  expect(between.filter(({ kind }) => kind === 'ok').map(({ id }) => id)).toEqual(['both-mirrored']);
  expect(report.checks.filter(({ cluster, kind }) => cluster === both.primary.pair.cluster && kind !== 'ok')).toEqual(
    [],
  );
});

test('a place that nobody could look at is named beside what was found elsewhere', () => {
  const facts = withNode(healthyFacts('primary'), { upgradeFiles: unseen('no answer') });
  const upgrading = {
    ...facts,
    nodes: facts.nodes.map((node, index) => (index === 1 ? { ...node, upgradeFiles: seen(['step']) } : node)),
  };
  const verdict = reportOfSide(upgrading, 'primary').checks.find(({ id }) => id === 'no-upgrade');
  expect(verdict).toMatchObject({
    kind: 'finding',
    found: '10.1.1.2: binary_upgrade holds step; not looked at 10.1.1.1: no answer',
  });
});

test('a parameter that the server does not know leaves its check undone, and says so', () => {
  const facts = withDatanode(healthyFacts('primary'), { settings: seen({}) });
  const verdict = reportOfSide(facts, 'primary').checks.find(({ id }) => id === 'dcf-off');
  expect(verdict).toMatchObject({ kind: 'skipped', why: 'dn_6001 on north1: it does not know enable_dcf' });
});
