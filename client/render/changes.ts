import type { PartRecord, RunState, StepRecord } from '../../domain/start/run-state.js';
import { stepOf } from '../../domain/start/steps.js';
import { texts, word } from '../lang/index.js';
import { progressText } from './run.js';
import { between, clock } from './time.js';

/** Builds are told of at these steps, in a log that nobody redraws. */
const TOLD_PERCENT = 10;

/** Something that happened, and when: who joins late reads the times of then. */
export interface Change {
  readonly at?: string | undefined;
  readonly text: string;
}

/** What happened between two looks at a run, one plain line each. */
export const changeLines = (before: RunState | undefined, now: RunState): readonly string[] =>
  [
    ...now.steps.flatMap((step) =>
      stepChanges(
        before?.steps.find(({ id }) => id === step.id),
        step,
      ),
    ),
    ...progressChanges(before, now),
    ...(before?.status === now.status ? [] : [{ text: word('status', { status: now.status }) }]),
    ...(before === undefined || before.phase === now.phase
      ? []
      : [{ at: now.endedAt, text: texts().phases[now.phase] }]),
  ].map((change) => changeLine(now.request.pair.cluster, change));

export const changeLine = (cluster: string, { at, text }: Change): string => `${clock(at)} ${cluster}  ${text}`;

/** What happened last in the run, the newest last: steps that began or ended, and what operators said. */
export const lastEvents = (state: RunState, count: number): readonly Required<Change>[] =>
  [
    ...state.steps.flatMap((step) => stepChanges(undefined, step)),
    ...state.said.map(({ at, verb, by, reason }) => ({
      at,
      text: `${verb}${by ? word('saidBy', { by }) : ''}${reason ? word('saidBecause', { reason }) : ''}`,
    })),
    ...(state.failure === undefined
      ? []
      : [{ at: state.failure.at, text: `${texts().phases[state.phase]}: ${state.failure.code}` }]),
    ...(state.endedAt === undefined ? [] : [{ at: state.endedAt, text: texts().phases[state.phase] }]),
  ]
    .flatMap(({ at, text }: Change) => (at === undefined ? [] : [{ at, text }]))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-count);

const stepChanges = (before: StepRecord | undefined, now: StepRecord): readonly Change[] => {
  const { number } = stepOf(now.id);
  const title = texts().titles[now.id];
  const name = number === null ? title : word('step', { number, title });
  const parts = now.parts.flatMap((part) =>
    partChanges(
      before?.parts.find(({ key }) => key === part.key),
      part,
    ),
  );
  const ended = now.outcome === 'done' || now.outcome === 'failed';
  return [
    ...(now.startedAt !== undefined && before?.startedAt !== now.startedAt ? [{ at: now.startedAt, text: name }] : []),
    ...parts,
    ...(ended && before?.outcome !== now.outcome
      ? [
          {
            at: now.endedAt,
            text: word('ended', {
              name,
              outcome: texts().outcomes[now.outcome],
              time: between(now.startedAt, now.endedAt),
            }),
          },
        ]
      : []),
  ];
};

const partChanges = (before: PartRecord | undefined, now: PartRecord): readonly Change[] => {
  const name = `  ${texts().parts[now.part]}${now.where ? `, ${now.where}` : ''}`;
  if (before?.outcome === now.outcome) return [];
  switch (now.outcome) {
    case 'running':
    case 'pending':
      return [{ at: now.startedAt, text: name }];
    case 'failed':
      return [{ at: now.endedAt, text: word('failed', { name }) }];
    case 'done':
    case 'skipped':
      return [];
  }
};

/** Of what runs: how far something was that has ended says nothing. */
const progressChanges = (before: RunState | undefined, now: RunState): readonly Change[] =>
  Object.entries(now.progress)
    .filter(([key]) => isRunning(now, key))
    .flatMap(([key, far]) => {
      const step = (percent: number | undefined): number => Math.floor((percent ?? 0) / TOLD_PERCENT);
      const told = before?.progress[key];
      return told !== undefined &&
        step(told.percent) === step(far.percent) &&
        told.headroom?.short === far.headroom?.short
        ? []
        : [{ at: far.at, text: `  ${key}: ${progressText(far)}` }];
    });

const isRunning = ({ steps }: RunState, key: string): boolean =>
  steps.some(({ parts }) =>
    parts.some(
      ({ outcome, where, part }) => outcome === 'running' && (where?.split(' ').at(-1) === key || part === key),
    ),
  );
