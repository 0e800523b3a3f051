import type { Progress, RunState, StepOutcome, StepRecord } from '../../domain/start/run-state.js';
import { stepOf } from '../../domain/start/steps.js';
import { texts, word } from '../lang/index.js';
import { hintText, toldFailureText } from './failure.js';
import { between, bytes } from './time.js';

const MARKS: Readonly<Record<StepOutcome, string>> = {
  pending: '·',
  running: '▸',
  done: '✓',
  skipped: '–',
  failed: '✗',
};

/** A run as lines for a screen: who, status, every step with its time, what runs now, how far the builds are. */
export const runLines = (state: RunState, now = Date.now()): readonly string[] => [
  headline(state),
  ...state.steps.flatMap((step) => stepLines(state, step, now)),
  ...failureLines(state),
];

export const headline = ({ request, status, phase, entry }: RunState): string =>
  `${request.pair.cluster}  ${request.role}  ${status}${phase === 'running' ? '' : `, ${texts().phases[phase]}`}${entry > 1 ? `, ${word('entry', { entry })}` : ''}`;

const stepLines = (state: RunState, step: StepRecord, now: number): readonly string[] => {
  const { number } = stepOf(step.id);
  const title = texts().titles[step.id];
  const time = between(step.startedAt, step.endedAt, now);
  const line = `${MARKS[step.outcome]} ${String(number ?? ' ')} ${title}${time ? `  ${time}` : ''}`;
  const running = step.parts.filter(({ outcome }) => outcome === 'running');
  return [
    line,
    ...running.map(({ part, where, startedAt }) => {
      const far = progressOf(state, part, where);
      return `      ${texts().parts[part]}${where ? `, ${where}` : ''}${far ? `: ${progressText(far)}` : `  ${between(startedAt, undefined, now)}`}`;
    }),
  ];
};

const progressOf = ({ progress }: RunState, part: string, where: string | undefined): Progress | undefined =>
  progress[where?.split(' ').at(-1) ?? part];

/** `41.2 MB of 98.0 MB, 42 %` as far as it is known. */
export const progressText = ({ doneBytes, totalBytes, percent, said }: Progress): string =>
  [
    doneBytes === undefined
      ? undefined
      : totalBytes
        ? word('bytes', { done: bytes(doneBytes), total: bytes(totalBytes) })
        : bytes(doneBytes),
    percent === undefined ? undefined : `${percent} %`,
  ]
    .filter(Boolean)
    .join(', ') ||
  (said ?? '');

/** Why it is parked or failed, and the next move. */
export const failureLines = ({ failure, phase }: RunState): readonly string[] =>
  failure === undefined
    ? []
    : ['', toldFailureText(failure), hintText(failure.code), ...(phase === 'parked' ? [word('parked')] : [])];
