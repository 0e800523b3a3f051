import Table from 'cli-table3';
import { commandsMs, ownMs, type Side } from './both-sides.js';
import type { Figure } from './figures.js';
import type { Gap } from './gaps.js';
import { length } from './intervals.js';

export const figuresTable = (figures: readonly Figure[]): string =>
  table(
    ['what', 'median', 'worst', 'goal', 'met'],
    figures.map(({ what, median, worst, goal, met }) => [
      what,
      seconds(median),
      seconds(worst),
      goal === undefined ? '' : `≤ ${seconds(goal)}`,
      met === 'median' ? 'by the median' : (met ?? ''),
    ]),
  );

/** Where a side's own time lies, the largest stretches first. */
export const gapsTable = (side: Side, gaps: readonly Gap[]): string =>
  [
    `${side.cluster}: ${seconds(length([side.wall]))} in all, ${seconds(commandsMs(side))} in ${side.calls.length} commands, ${seconds(ownMs(side))} its own in ${side.own.length} stretches; the largest:`,
    table(
      ['own', 'in', 'after', 'before'],
      gaps.map(({ ms, part, after, before }) => [seconds(ms), part, after, before]),
    ),
  ].join('\n');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const made = new Table({ head: [...head], style: { head: [], border: [] } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(3)} s`;
