/** The business that goes on meanwhile: its table, its rows, and what must have become of them. */
export const TABLE = 'chaos';
export const CREATE_TABLE = `create table ${TABLE} (id bigint primary key, payload text not null)`;

/** What the row with this id holds, so that nobody has to remember it. */
export const payloadOf = (id: number): string => Math.imul(id, 2_654_435_761).toString(36).repeat(12);

/** What the table has. */
export type Rows = ReadonlyMap<number, string>;

/** Each row that was acknowledged and is not there, or that is another than was written. */
export const wrongRows = (acknowledged: readonly number[], found: Rows): readonly string[] => [
  ...acknowledged.filter((id) => !found.has(id)).map((id) => `row ${id} was acknowledged and is not there`),
  ...[...found].flatMap(([id, payload]) =>
    payload === payloadOf(id) ? [] : [`row ${id} holds ${payload.slice(0, 40)}, which nobody wrote`],
  ),
];

/** Nodes whose tables hold something else than the first one's. */
export const differingCopies = (rows: Readonly<Record<string, unknown>>): readonly string[] => {
  const [[first, expected] = ['', undefined], ...others] = Object.entries(rows);
  return others
    .filter(([, found]) => JSON.stringify(found) !== JSON.stringify(expected))
    .map(([node, found]) => `${node} holds ${JSON.stringify(found)}, ${first} ${JSON.stringify(expected)}`);
};
