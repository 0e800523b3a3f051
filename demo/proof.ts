import type { RunState } from '../domain/start/run-state.js';
import { SAMPLE_DATABASE, type Lab, type LabNode } from '../lab/index.js';

/** What one datanode holds: counts and checksums of its tables. */
export interface Content {
  readonly node: string;
  readonly role: string;
  readonly rows: number;
  /** Rows of the business that were written while the main standby was being built. */
  readonly duringBuild: number;
  readonly checksum: string;
}

export interface Proof {
  readonly contents: readonly Content[];
  /** The three copies hold what the primary holds, rows of the build's time among them. */
  readonly equal: boolean;
}

const REPLAY_LIMIT_S = 30;

/** Compares the main standby and both cascades with the primary, once they have replayed all of it. */
export const prove = async (lab: Lab, standby: RunState): Promise<Proof> => {
  const [primary] = lab.clusters.north.nodes;
  if (primary === undefined) throw new Error('the lab has no primary');
  const [[position] = []] = await lab.sql(primary, 'select pg_current_wal_lsn()');
  const during = timeOfBuild(standby);
  const contents = [await contentOf(lab, primary, 'Primary', during)];
  for (const node of lab.clusters.south.nodes) {
    await replayed(lab, node, position ?? '0/0');
    const role = node.id === 1 ? 'Main Standby' : 'Cascade Standby';
    contents.push(await contentOf(lab, node, role, during));
  }
  const [first, ...copies] = contents;
  const equal = copies.every(
    ({ rows, checksum, duringBuild }) =>
      rows === first?.rows && checksum === first.checksum && duringBuild === first.duringBuild,
  );
  return { contents, equal: equal && (first?.duringBuild ?? 0) > 0 };
};

type Period = readonly [from: string, to: string];

const timeOfBuild = ({ steps }: RunState): Period => {
  const build = steps.flatMap(({ parts }) => parts).find(({ part }) => part === 'buildMainStandby');
  return [build?.startedAt ?? 'infinity', build?.endedAt ?? '-infinity'];
};

const replayed = async (lab: Lab, node: LabNode, position: string): Promise<void> => {
  const wait = [
    `do $$ begin for i in 1..${REPLAY_LIMIT_S * 20} loop`,
    `exit when pg_last_wal_replay_lsn() >= '${position}'; perform pg_sleep(0.05); end loop; end $$`,
  ].join(' ');
  await lab.sql(node, wait);
};

const contentOf = async (lab: Lab, node: LabNode, role: string, [from, to]: Period): Promise<Content> => {
  const sql = [
    `select (select count(*) from account) + (select count(*) from journal),`,
    `(select count(*) from journal where at between '${from}' and '${to}'),`,
    `md5((select sum(hashtextextended(account::text, 0)) from account)::text`,
    `|| coalesce((select sum(hashtextextended(journal::text, 0)) from journal)::text, ''))`,
  ].join(' ');
  const [[rows, duringBuild, checksum] = []] = await lab.sql(node, sql, SAMPLE_DATABASE);
  return {
    node: node.name,
    role,
    rows: Number(rows),
    duringBuild: Number(duringBuild),
    checksum: checksum ?? '',
  };
};
