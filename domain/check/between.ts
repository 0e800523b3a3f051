import { ERRORS } from '../errors.js';
import { mirrored } from '../both/request.js';
import { primaryOf } from '../topology.js';
import { bytes } from '../units.js';
import { all, differing, finding, nameOf, OK, one, skipped, together, type Described, type Verdict } from './check.js';
import type { DatanodeFacts, Disk, NodeFacts, SideFacts } from './facts.js';
import { seen, unseen, type Seen } from './seen.js';

/** What only both sides together tell. */
export interface BothFacts {
  readonly primary: SideFacts;
  readonly standby: SideFacts;
}

/** One comparison of the two clusters: pure, over what was found on each. */
export interface Comparison<Id extends string = string> extends Described<Id> {
  readonly judge: (facts: BothFacts) => Verdict;
}

const compare = <Id extends string>(row: Comparison<Id>): Comparison<Id> => row;

/** A copy needs a little more than what it copies: WAL that comes meanwhile. */
const ROOM = 1.05;
const CLOCK_LIMIT_MS = 5_000;

export const COMPARISONS = [
  compare({
    id: 'both-mirrored',
    title: 'each configuration says of the peer what the peer’s says of itself',
    severity: 'error',
    remedy: 'Make the two configurations mirror each other: names, data addresses, base ports.',
    source: 'both configurations',
    judge: ({ primary, standby }) => {
      const differences = [...mirrored(primary.pair, standby.pair), ...mirrored(standby.pair, primary.pair)];
      return differences.length > 0 ? finding(differences.join('; ')) : OK;
    },
  }),
  compare({
    id: 'both-versions',
    title: 'both clusters run the same build of the product',
    severity: 'error',
    remedy: 'Both clusters must run the same build of the product (the commit id in version.cfg).',
    source: '$GPHOME/version.cfg of both',
    judge: (facts) => alike(facts, ({ commit }) => commit),
  }),
  compare({
    id: 'both-os-users',
    title: 'both clusters run under the same OS user',
    severity: 'error',
    remedy: ERRORS.E_OS_USER_DIFFERS.hint,
    source: '`id -un` on the nodes of both',
    judge: (facts) =>
      alike(facts, ({ environment }) => (environment.kind === 'seen' ? seen(environment.value.osUser) : environment)),
  }),
  compare({
    id: 'both-disks',
    title: 'every standby node has room for the primary’s data',
    severity: 'error',
    remedy:
      'Make room on that filesystem: the build copies all of the primary’s databases. What the node holds now is erased first.',
    source: '`df` on the standby’s nodes, pg_database_size() of both',
    judge: ({ primary, standby }) => {
      const [needed, erased] = [sizeOf(primary), sizeOf(standby)];
      if (needed.kind === 'unseen') return skipped(`${primary.pair.cluster}: ${needed.why}`);
      if (erased.kind === 'unseen') return skipped(`${standby.pair.cluster}: ${erased.why}`);
      return onEach(
        standby,
        ({ disk }) => disk,
        ({ path, availableBytes }) =>
          availableBytes + erased.value >= needed.value * ROOM
            ? undefined
            : `${path} has ${bytes(availableBytes)}, and ${bytes(erased.value)} that are erased, for ${bytes(needed.value)}`,
      );
    },
  }),
  compare({
    id: 'both-wal-paths',
    title: 'the standby’s nodes keep their WAL where the primary does',
    severity: 'warning',
    remedy:
      'Make that directory on the node, for the cluster’s OS user: the build links pg_xlog to the primary’s path.',
    source: 'pg_xlog of all datanodes, links followed',
    judge: ({ primary, standby }) => {
      const path = walPathOf(primary);
      if (path.kind === 'unseen') return skipped(path.why);
      return onEach(standby, placeOfWal, (own) =>
        own === path.value ? undefined : `pg_xlog is ${own}, on the primary ${path.value}`,
      );
    },
  }),
  compare({
    id: 'both-clocks',
    title: 'the clocks of both clusters agree within 5 s',
    severity: 'warning',
    remedy: 'Let NTP or chrony run on all nodes of both clusters: RPO and RTO are told by their clocks.',
    source: '`date` on each node, against the Temporal Service’s clock',
    judge: (facts) =>
      one(
        ofAll(facts, ({ clockAheadMs }) => clockAheadMs),
        (clocks) => {
          const ahead = clocks.map(([, milliseconds]) => milliseconds);
          const apart = ahead.length === 0 ? 0 : Math.max(...ahead) - Math.min(...ahead);
          return apart > CLOCK_LIMIT_MS ? `${(apart / 1000).toFixed(1)} s apart` : undefined;
        },
      ),
  }),
  compare({
    id: 'both-sizes',
    title: 'both clusters have as many datanodes',
    severity: 'info',
    remedy: 'Nothing to do; after a failover the cluster has so many copies and no more.',
    source: '`cm_ctl query -v` of both',
    judge: ({ primary, standby }) =>
      one(
        together([
          [primary.pair.cluster, primary.cm.datanodes],
          [standby.pair.cluster, standby.cm.datanodes],
        ]),
        (counts) => differing(counts.map(([cluster, datanodes]) => [cluster, String(datanodes.length)])),
      ),
  }),
] as const;

export type ComparisonId = (typeof COMPARISONS)[number]['id'];

const ofAll = <T>({ primary, standby }: BothFacts, fact: (node: NodeFacts) => Seen<T>) =>
  together(
    [primary, standby].flatMap(({ pair, nodes }) =>
      nodes.map((node) => [`${pair.cluster} ${node.address.ip}`, fact(node)] as const),
    ),
  );

const alike = (facts: BothFacts, fact: (node: NodeFacts) => Seen<string>): Verdict =>
  one(ofAll(facts, fact), differing);

const onEach = <T>(
  { datanodes }: SideFacts,
  fact: (datanode: DatanodeFacts) => Seen<T>,
  wrong: (value: T) => string | undefined,
): Verdict =>
  datanodes.kind === 'unseen'
    ? skipped(datanodes.why)
    : all(datanodes.value.map((entry) => ({ name: nameOf(entry), verdict: one(fact(entry), wrong) })));

const sizeOf = ({ primary }: SideFacts): Seen<number> =>
  primary.contents.kind === 'unseen'
    ? primary.contents
    : seen(primary.contents.value.databases.reduce((sum, { bytes: size }) => sum + size, 0));

const IN_DATA_DIRECTORY = 'in the data directory';

const placeOfWal = ({ disk, walDisk }: DatanodeFacts): Seen<string> => {
  if (disk.kind === 'unseen') return disk;
  return walDisk.kind === 'unseen' ? walDisk : seen(placeOf(disk.value, walDisk.value));
};

const placeOf = (data: Disk, wal: Disk): string =>
  wal.path.startsWith(`${data.path}/`) ? IN_DATA_DIRECTORY : wal.path;

const walPathOf = ({ cm, datanodes }: SideFacts): Seen<string> => {
  if (datanodes.kind === 'unseen') return datanodes;
  const primary =
    cm.datanodes.kind === 'seen' ? primaryOf({ state: 'Unknown', datanodes: cm.datanodes.value }) : undefined;
  const entry = datanodes.value.find(({ datanode }) => datanode.id === primary?.id);
  return entry === undefined ? unseen('the primary cluster has no primary datanode') : placeOfWal(entry);
};
