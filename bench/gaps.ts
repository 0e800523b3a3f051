import type { Call } from '../lab/index.js';
import { intervalOf, type Side } from './both-sides.js';
import type { Interval } from './intervals.js';

/** A stretch of a side's own time: what ran around it. */
export interface Gap {
  readonly ms: number;
  /** The parts of the start in which it lies. */
  readonly part: string;
  readonly after: string;
  readonly before: string;
}

export const largestGaps = (side: Side, count: number): readonly Gap[] =>
  side.own
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, count)
    .map((own) => ({
      ms: lengthOf(own),
      part: partsIn(side, own),
      after: shown(side.calls.findLast((call) => intervalOf(call, side.margin).to <= own.from)),
      before: shown(side.calls.find((call) => intervalOf(call, side.margin).from >= own.to)),
    }));

const lengthOf = ({ from, to }: Interval): number => to - from;

const partsIn = ({ state }: Side, { from, to }: Interval): string => {
  const parts = state.steps.flatMap((step) => step.parts);
  const during = parts.filter(
    ({ startedAt, endedAt = startedAt }) => Date.parse(startedAt) <= to && Date.parse(endedAt) >= from,
  );
  return during.map(({ part }) => part).join(', ') || '–';
};

const WIDTH = 40;

const shown = (call: Call | undefined): string =>
  call === undefined ? '–' : [call.node, call.tool, ...call.argv].join(' ').slice(0, WIDTH);
