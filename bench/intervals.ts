/** Stretches of time, in milliseconds since the epoch. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The same time, in order, without overlaps; what lies outside the frame is cut off. */
export const union = (intervals: readonly Interval[], frame: Interval): readonly Interval[] => {
  const merged: Interval[] = [];
  for (const { from, to } of intervals.map((interval) => clip(interval, frame)).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (from >= to) continue;
    if (last !== undefined && from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
};

/** What the intervals leave of the frame. */
export const gaps = (intervals: readonly Interval[], frame: Interval): readonly Interval[] => {
  const taken = union(intervals, frame);
  const borders = [frame.from, ...taken.flatMap(({ from, to }) => [from, to]), frame.to];
  return Array.from({ length: borders.length / 2 }, (_, index) => ({
    from: borders[2 * index] ?? 0,
    to: borders[2 * index + 1] ?? 0,
  })).filter(({ from, to }) => to > from);
};

export const length = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + to - from, 0);

const clip = ({ from, to }: Interval, frame: Interval): Interval => ({
  from: Math.max(from, frame.from),
  to: Math.min(to, frame.to),
});
