import { COMPARISONS } from './between.js';
import type { Check, Described } from './check.js';
import { CHECKS } from './table.js';

/** docs/checks.md, as the tables have it. */
export const checksLines = (): readonly string[] => [
  '# Checks',
  '',
  `What \`sdr check\` looks at: ${CHECKS.length} checks of a cluster and ${COMPARISONS.length} comparisons of both. None changes anything. An`,
  '`error` is something that start refuses or fails on, a `warning` will hurt later, `info` is worth knowing before. A check',
  'that could not look is `skipped`, with the reason; it is never taken for ok. Each row says what holds when it is ok.',
  '',
  '## Of one cluster',
  '',
  '| check | severity | roles | holds when ok | looked at | what to do |',
  '| --- | --- | --- | --- | --- | --- |',
  ...CHECKS.map(rowOf),
  '',
  '## Between both clusters',
  '',
  'Only with `sdr check --both`.',
  '',
  '| check | severity | holds when ok | looked at | what to do |',
  '| --- | --- | --- | --- | --- |',
  ...COMPARISONS.map((row) => line([`\`${row.id}\``, row.severity, ...wordsOf(row)])),
];

const rowOf = (row: Check): string => line([`\`${row.id}\``, row.severity, row.roles.join(', '), ...wordsOf(row)]);

const wordsOf = ({ title, source, remedy }: Described): readonly string[] => [title, source, remedy];

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
