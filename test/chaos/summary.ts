import type { RoundPlan } from './plan.js';
import type { Played } from './play.js';
import { linesOf } from './words.js';

/** A round, what was seen of it, and what it came to. */
export interface RoundPlayed {
  readonly plan: RoundPlan;
  /** One by one, with the time. */
  readonly seen: readonly string[];
  readonly played: Played;
  readonly seconds: number;
}

export const roundLine = ({ plan, seconds, played }: RoundPlayed): string => {
  const { struck, entries, rows, violations, end } = played;
  const verdict = violations.length === 0 ? 'holds' : 'VIOLATED';
  return `round ${plan.round}  ${verdict}  ${seconds} s  ${entries} entries, ${rows} rows  ${end}  (${struck.join(', ')})`;
};

interface Named {
  readonly seed: number;
  readonly replay: boolean;
  readonly netns: boolean;
  readonly trace?: string;
}

/** Nothing where everything held; else all that helps to find out why, and how to play it again. */
export const violationLines = (
  { seed, replay, trace, netns }: Named,
  { plan, seen, played }: RoundPlayed,
): readonly string[] => {
  if (played.violations.length === 0) return [];
  const which = replay ? `--trace ${trace ?? ''} --replay` : `--seed ${seed}`;
  const again = netns ? `${which} --netns` : which;
  return [
    ...interruptedLines(plan, seen),
    '',
    ...played.violations.flatMap(({ check, differs }) => [
      `violated: ${check}`,
      ...few(differs).map((line) => `  ${line}`),
    ]),
    '',
    `the same decisions again: npm run chaos -- ${again} --round ${plan.round}`,
  ];
};

/** Where everything differs, the rest says nothing new, and the trace has it. */
const FEW = 12;

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= FEW ? lines : [...lines.slice(0, FEW), `and ${lines.length - FEW} more`];

/** What a round had decided, and how far it came. */
export const interruptedLines = (plan: RoundPlan, seen: readonly string[]): readonly string[] => [
  '',
  ...linesOf(plan),
  '',
  ...seen,
];

export const summaryLines = (rounds: readonly RoundPlayed[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const name of rounds.flatMap(({ played }) => played.struck)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sum = (of: (round: RoundPlayed) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return [
    '',
    `${rounds.length} rounds, ${sum(({ seconds }) => seconds)} s`,
    ...[...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`),
    `${sum(({ played }) => played.entries)} entries until all was done, ${sum(({ played }) => played.rows)} rows acknowledged`,
    `${sum(({ played }) => played.violations.length)} violations`,
  ];
};
