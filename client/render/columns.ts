import Table from 'cli-table3';
import { wrapped } from '../lang/wrap.js';

/** Blanks between two columns. */
const GAP = 2;

/** No lines are drawn: the columns stand for themselves. */
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/** Several lists of lines beside each other, each in its share of the width; what is too long goes on below. */
export const sideBySide = (columns: readonly (readonly string[])[], width: number): string => {
  const share = Math.floor(width / columns.length);
  const table = new Table({
    chars: NO_LINES,
    colWidths: columns.map(() => share),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(columns.map((lines) => lines.map((line) => wrapped(line, share - GAP)).join('\n')));
  return table.toString();
};
