import { PARTS } from '../../domain/start/parts.js';
import type { PartRecord, RunState, StepRecord } from '../../domain/start/run-state.js';
import { stepOf } from '../../domain/start/steps.js';
import { progressText } from './run.js';
import { between, clock } from './time.js';

/** Builds are told of at these steps, in a log that nobody redraws. */
const TOLD_PERCENT = 10;

/** What happened between two looks at a run, one plain line each. */
export const changeLines = (before: RunState | undefined, now: RunState): readonly string[] => {
  const prefix = `${clock()} ${now.request.pair.cluster}`;
  return [
    ...now.steps.flatMap((step) =>
      stepChanges(
        before?.steps.find(({ id }) => id === step.id),
        step,
      ),
    ),
    ...progressChanges(before, now),
    ...(before?.status === now.status ? [] : [`status ${now.status}`]),
    ...(before === undefined || before.phase === now.phase ? [] : [now.phase]),
  ].map((line) => `${prefix}  ${line}`);
};

const stepChanges = (before: StepRecord | undefined, now: StepRecord): readonly string[] => {
  const { number, title } = stepOf(now.id);
  const name = `${number === null ? '' : `step ${number}, `}${title}`;
  const parts = now.parts.flatMap((part) =>
    partChanges(
      before?.parts.find(({ key }) => key === part.key),
      part,
    ),
  );
  const ended = now.outcome === 'done' || now.outcome === 'failed';
  return [
    ...(now.startedAt !== undefined && before?.startedAt !== now.startedAt ? [name] : []),
    ...parts,
    ...(ended && before?.outcome !== now.outcome
      ? [`${name}: ${now.outcome} in ${between(now.startedAt, now.endedAt)}`]
      : []),
  ];
};

const partChanges = (before: PartRecord | undefined, now: PartRecord): readonly string[] =>
  before?.outcome === now.outcome || now.outcome === 'done' || now.outcome === 'skipped'
    ? []
    : [`  ${PARTS[now.part].does}${now.where ? `, ${now.where}` : ''}${now.outcome === 'failed' ? ': failed' : ''}`];

const progressChanges = (before: RunState | undefined, now: RunState): readonly string[] =>
  Object.entries(now.progress).flatMap(([key, far]) => {
    const step = (percent: number | undefined): number => Math.floor((percent ?? 0) / TOLD_PERCENT);
    const told = before?.progress[key];
    return told !== undefined && step(told.percent) === step(far.percent) ? [] : [`  ${key}: ${progressText(far)}`];
  });
