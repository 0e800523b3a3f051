import { PARTS } from '../start/parts.js';
import type { PartRecord, Progress, StepOutcome, StepRecord } from '../start/run-state.js';
import { stepOf } from '../start/steps.js';
import { duration } from '../units.js';
import { progressLines } from './progress.js';
import { millisecondsBetween, timeOf } from './times.js';

const MARKS: Readonly<Record<StepOutcome, string>> = {
  pending: '·',
  running: '▶',
  done: '✓',
  skipped: '✓',
  failed: '✗',
};

/** Mark, number, begin and time taken stand before each title. */
const INDENT = ' '.repeat(26);

/**
 * Every step on a line: mark, gs_sdr's number, when it began (UTC), how long it took. Below it the parts that run or
 * failed, with their node and how far they are.
 */
export const stepLines = (
  steps: readonly StepRecord[],
  progress: Readonly<Record<string, Progress>>,
): readonly string[] =>
  steps.flatMap((step) => [
    lineOf(step),
    ...step.parts
      .filter(({ outcome }) => outcome === 'running' || outcome === 'failed')
      .flatMap((part) => partLines(part, progress))
      .map((line) => INDENT + line),
  ]);

const lineOf = (step: StepRecord): string => {
  const { number, title } = stepOf(step.id);
  return `${MARKS[step.outcome]} ${String(number ?? ' ')}  ${timesOf(step)}  ${title}`;
};

const timesOf = ({ outcome, startedAt, endedAt }: StepRecord): string => {
  if (outcome === 'skipped') return 'done before'.padEnd(19);
  const begun = startedAt === undefined ? '' : timeOf(startedAt);
  const took =
    startedAt === undefined || endedAt === undefined ? '' : duration(millisecondsBetween(startedAt, endedAt));
  return begun.padEnd(8) + took.padStart(11);
};

/** As wide as the longest title: on a common screen the pane has no room for more. */
const WIDTH = 52;

const wrapped = (text: string): readonly string[] =>
  text.split(' ').reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + 1 + word.length <= WIDTH
      ? [...lines.slice(0, -1), `${last} ${word}`]
      : [...lines, word];
  }, []);

const partLines = (
  { part, where, outcome, startedAt }: PartRecord,
  progress: Readonly<Record<string, Progress>>,
): readonly string[] => {
  const far = progress[where?.split(' ').at(-1) ?? part];
  return [
    ...wrapped(
      `${outcome === 'failed' ? 'failed: ' : ''}${PARTS[part].does}${where === undefined ? '' : `, ${where}`}`,
    ),
    ...(far === undefined ? [] : progressLines(far, startedAt).flatMap(wrapped)),
  ];
};
