import type { RunState } from '../client/index.js';
import type { PartId } from '../domain/start/parts.js';
import { START_STEPS } from '../domain/start/steps.js';
import type { Interval } from './intervals.js';

/** When a part of the run began and ended, by the run's own record. */
export const partOfState = ({ steps }: RunState, part: PartId): Interval => {
  const record = steps.flatMap(({ parts }) => parts).find((candidate) => candidate.part === part);
  return timesOf(part, record);
};

/** What runs again at every entry. */
export const alwaysRunSteps = ({ steps }: RunState): readonly Interval[] => {
  const always = START_STEPS.filter(({ runs }) => runs === 'always').map(({ id }) => id);
  return steps.filter(({ id }) => always.includes(id)).map((step) => timesOf(step.id, step));
};

interface Record {
  readonly startedAt?: string;
  readonly endedAt?: string;
}

const timesOf = (name: string, record: Record | undefined): Interval => {
  if (record?.startedAt === undefined || record.endedAt === undefined)
    throw new Error(`${name} did not run to its end`);
  return { from: Date.parse(record.startedAt), to: Date.parse(record.endedAt) };
};
