import { ownMs, type BothSides, type Side } from './both-sides.js';
import type { NetworkKind } from '../lab/index.js';
import type { Looks } from './looks.js';
import type { ReEntry } from './re-entry.js';

/** Everything one run of the bench measured. */
export interface Measured {
  readonly workerMs: readonly number[];
  readonly start: BothSides;
  readonly again: ReEntry;
  readonly looks: Looks;
}

/** A row of the table: docs/bench.md says what each means. Milliseconds throughout. */
export interface Figure {
  readonly what: string;
  readonly values: readonly number[];
  readonly median: number;
  readonly worst: number;
  /** Absent: for information only. */
  readonly goal?: number;
  /** Whether the goal was met in every run, by the median only, or not. */
  readonly met?: 'yes' | 'median' | 'no';
}

/** What the product may take for itself in a start of so many activities, beside its commands. */
const START_MS: Readonly<Record<NetworkKind, (activities: number) => number>> = {
  proxies: (activities) => 1_000 + 15 * activities,
  // Each connection to another node has its price; gs_sdr takes 34 to 42 s for itself.
  namespaces: () => 7_000,
};
const ARCHIVE_MS = 300;
const RE_ENTRY_MS = 500;

export const figures = (runs: readonly Measured[], network: NetworkKind): readonly Figure[] => [
  beside(
    'primary',
    network,
    runs.map(({ start }) => start.primary),
  ),
  beside(
    'disaster standby',
    network,
    runs.map(({ start }) => start.standby),
  ),
  figure(
    'main standby streams → archive',
    runs.map(({ start }) => start.archiveAfterMs),
    ARCHIVE_MS,
  ),
  figure(
    'second start → failed step, primary',
    runs.map(({ again }) => again.primaryMs),
    RE_ENTRY_MS,
  ),
  figure(
    'second start → failed step, disaster standby',
    runs.map(({ again }) => again.standbyMs),
    RE_ENTRY_MS,
  ),
  figure(
    'start acknowledged',
    runs.flatMap(({ start }) => [start.primary.acknowledgedMs, start.standby.acknowledgedMs]),
  ),
  figure(
    'status of a run',
    runs.map(({ looks }) => looks.statusMs),
  ),
  figure(
    'query of the relationship',
    runs.map(({ looks }) => looks.queryMs),
  ),
  figure(
    'sdr status, the whole command',
    runs.map(({ looks }) => looks.statusCommandMs),
  ),
  figure(
    'worker ready',
    runs.flatMap(({ workerMs }) => workerMs),
  ),
];

const beside = (name: string, network: NetworkKind, sides: readonly Side[]): Figure => {
  const activities = Math.max(...sides.map((side) => side.activities));
  return figure(
    `start of the ${name} beside its commands (${activities} activities)`,
    sides.map(ownMs),
    START_MS[network](activities),
  );
};

const figure = (what: string, values: readonly number[], goal?: number): Figure => {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, worst] = [sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN, sorted.at(-1) ?? NaN];
  if (goal === undefined) return { what, values, median, worst };
  return { what, values, median, worst, goal, met: worst <= goal ? 'yes' : median <= goal ? 'median' : 'no' };
};
