import { doneLines, isSaidOf, saidOf } from '../../domain/start/log-lines.js';
import type { PartRecord, RunState, StepRecord } from '../../domain/start/run-state.js';

/** What gs_sdr would have printed between two looks at a run, word for word. */
export const printedLines = (before: RunState | undefined, now: RunState): readonly string[] => [
  ...now.steps.flatMap((step) =>
    stepLines(
      before?.steps.find(({ id }) => id === step.id),
      step,
    ),
  ),
  ...(now.phase === 'done' && before?.phase !== 'done' ? ['Successfully removed step file.', ...doneLines()] : []),
];

const stepLines = (before: StepRecord | undefined, now: StepRecord): readonly string[] => [
  ...now.parts.flatMap((part) =>
    partLines(
      before?.parts.find(({ key, startedAt }) => key === part.key && startedAt === part.startedAt),
      part,
    ),
  ),
  ...(now.outcome === 'done' && before?.outcome !== 'done' && hasCascades(now)
    ? ['Finished build cascade standby dns.']
    : []),
];

const partLines = (before: PartRecord | undefined, { part, where, outcome }: PartRecord): readonly string[] => {
  if (!isSaidOf(part)) return [];
  const { begun, done } = saidOf(part);
  const dn = where?.split(' dn_').at(-1) ?? '';
  return [
    ...(before === undefined ? begun(dn) : []),
    ...(outcome === 'done' && before?.outcome !== 'done' ? done(dn) : []),
  ];
};

const hasCascades = ({ parts }: StepRecord): boolean => parts.some(({ part }) => part === 'buildCascadeStandby');
