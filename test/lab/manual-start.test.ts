import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SAMPLE_DATABASE, labDown, labUp, type Lab, type LabNode } from '../../lab/index.js';
import { startByHand, typed } from '../support/by-hand.js';

/** The stand-ins alone make a relationship. */
let lab: Lab;
beforeAll(async () => {
  lab = await labUp({ name: `manual-${process.pid}`, bytes: 8 * 1024 * 1024 });
}, 60_000);
afterAll(() => labDown(lab));

const rows = async (node: LabNode): Promise<string> => {
  const [[count, sum] = []] = await lab.sql(node, 'select count(*), sum(hashtext(note)) from account', SAMPLE_DATABASE);
  return `${count} rows, sum ${sum}`;
};

test('a start typed tool by tool ends with a main standby and two cascades that hold the primary’s rows', async () => {
  const [n1] = lab.clusters.north.nodes as [LabNode];
  const south = lab.clusters.south.nodes as [LabNode, LabNode, LabNode];
  const [s1] = south;
  expect(await rows(s1)).not.toBe(await rows(n1));

  await startByHand(lab);
  const sql = ['gsql', '-p', '26001', '-d', 'postgres', '-t', '-A', '-c'];
  expect(await typed(lab, n1, ...sql, 'show wal_keep_segments;')).toBe('16384\n');
  expect(await typed(lab, s1, 'gs_ctl', 'querybuild', '-D', s1.datanode.directory)).toMatch(
    /db_state +: Build completed/,
  );
  const table = await typed(lab, s1, 'cm_ctl', 'query', '-Cvipdw');
  expect(table).toMatch(/south1 .* Main Standby Normal/);
  expect(table.match(/Cascade Standby Normal/g)).toHaveLength(2);
  expect(await rows(s1)).toBe(await rows(n1));

  await lab.sql(n1, `insert into journal (note) values ('after the build')`, SAMPLE_DATABASE);
  const [[position] = []] = await lab.sql(n1, 'select pg_current_wal_lsn()');
  for (const node of south) {
    await lab.sql(
      node,
      `do $$ begin while pg_last_wal_replay_lsn() < '${position}' loop perform pg_sleep(0.05); end loop; end $$`,
    );
    expect(await lab.sql(node, 'select note from journal', SAMPLE_DATABASE)).toEqual([['after the build']]);
  }
  const hadr = 'select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();';
  expect(await typed(lab, n1, ...sql, hadr)).toBe('1\n');
});
