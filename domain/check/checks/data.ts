import { ROLES } from '../../roles.js';
import { KEPT_SEGMENTS, SEGMENT_BYTES } from '../../wal.js';
import { bytes } from '../../units.js';
import { check, one, onDatanodes, onPrimary } from '../check.js';
import type { Seen } from '../seen.js';

/** A disk this full is an operator's business, whatever comes. */
const FULL = 0.9;

/** WAL must outlive a build; one that takes longer than this is planned with care anyway. */
const BUILD_HOURS = 24;

/** The databases every cluster has. */
const OWN_DATABASES = ['postgres'];

const hoursOf = (capacity: number, bytesPerSecond: number): number => capacity / bytesPerSecond / 3600;

const lasting = (capacity: number, rate: number, what: string): string | undefined =>
  rate > 0 && hoursOf(capacity, rate) < BUILD_HOURS
    ? `${what} ${bytes(capacity)} last ${hoursOf(capacity, rate).toFixed(1)} h at ${bytes(rate)}/s`
    : undefined;

const both = <A, B>(a: Seen<A>, b: Seen<B>): Seen<readonly [A, B]> => {
  if (a.kind === 'unseen') return a;
  return b.kind === 'unseen' ? b : { kind: 'seen', value: [a.value, b.value] };
};

/** Data, WAL and the disks they lie on. */
export const DATA_CHECKS = [
  check({
    id: 'sessions',
    title: 'nobody works on the cluster that is overwritten',
    severity: 'error',
    roles: ['disaster_standby'],
    remedy:
      'Move the business off the disaster-standby cluster; `sdr start --force-sessions` overwrites it all the same.',
    source: 'pg_stat_activity of the primary',
    judge: ({ primary }) =>
      one(primary.contents, ({ sessions }) =>
        sessions.length > 0
          ? `${sessions.length} sessions: ${sessions
              .slice(0, 5)
              .map(({ user, database, address }) => `${user} in ${database} from ${address}`)
              .join(', ')}`
          : undefined,
      ),
  }),
  check({
    id: 'no-data-lost',
    title: 'no database is overwritten',
    severity: 'info',
    roles: ['disaster_standby'],
    remedy: 'Nothing to do when these may go: start erases them, and wants the cluster’s name typed.',
    source: 'pg_database of the primary',
    judge: ({ primary }) =>
      one(primary.contents, ({ databases }) => {
        const others = databases.filter(({ name }) => !OWN_DATABASES.includes(name));
        return others.length > 0
          ? others.map(({ name, bytes: size }) => `${name} (${bytes(size)})`).join(', ')
          : undefined;
      }),
  }),
  check({
    id: 'disks-not-full',
    title: 'no disk of a datanode is nearly full',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Make room on that filesystem.',
    source: '`df` of each data directory and of pg_xlog',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ disk, walDisk }) => both(disk, walDisk),
        (disks) => {
          const full = disks.filter(({ sizeBytes, availableBytes }) => availableBytes < sizeBytes * (1 - FULL));
          return full.length > 0
            ? full
                .map(
                  ({ path, availableBytes, sizeBytes }) =>
                    `${path} has ${bytes(availableBytes)} of ${bytes(sizeBytes)} left`,
                )
                .join(', ')
            : undefined;
        },
      ),
  }),
  check({
    id: 'wal-kept-long-enough',
    title: `the WAL that start keeps lasts ${BUILD_HOURS} h at today’s rate`,
    severity: 'warning',
    roles: ['primary'],
    remedy: `Start when less is written, or see that the build is faster: start keeps ${KEPT_SEGMENTS} segments.`,
    source: 'pg_current_xlog_location() of the primary, twice',
    judge: ({ primary }) =>
      one(primary.walBytesPerSecond, (rate) => lasting(Number(KEPT_SEGMENTS) * SEGMENT_BYTES, rate, 'the kept')),
  }),
  check({
    id: 'wal-fits-disk',
    title: `the primary’s disk takes the WAL of ${BUILD_HOURS} h at today’s rate`,
    severity: 'warning',
    roles: ['primary'],
    remedy: 'Make room where pg_xlog lies: while the build runs no WAL is removed there.',
    source: 'pg_current_xlog_location() of the primary, twice; `df` of pg_xlog',
    judge: (facts) =>
      onPrimary(
        facts,
        ({ walDisk }) => both(walDisk, facts.primary.walBytesPerSecond),
        ([{ availableBytes, path }, rate]) => lasting(availableBytes, rate, `${path}: the free`),
      ),
  }),
  check({
    id: 'wal-in-data-directory',
    title: 'the primary’s WAL lies in its data directory',
    severity: 'info',
    roles: ['primary'],
    remedy: 'Nothing to do where the standby’s nodes have the same path; `sdr check --both` compares.',
    source: 'pg_xlog of the primary, links followed',
    judge: (facts) =>
      onPrimary(
        facts,
        ({ disk, walDisk }) => both(disk, walDisk),
        ([data, wal]) => (wal.path.startsWith(`${data.path}/`) ? undefined : `pg_xlog is ${wal.path}`),
      ),
  }),
] as const;
