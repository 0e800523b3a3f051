import { ROLES } from '../roles.js';
import { flag, listOf, mapOf, number, object, oneOf, optional, text, time, type Shape } from '../shape.js';
import { PRIMARY_STATUSES, STANDBY_STATUSES } from '../status.js';
import { PARTS } from './parts.js';
import type { Telling } from './report.js';
import type { Progress } from './run-state.js';
import { STEPS } from './steps.js';

/**
 * What other runs and activities tell a run, when it is whole. Whoever tells may be of another version, or somebody with a
 * command line; what this version cannot show is as good as lost, and a report that is lost harms nothing.
 */

const STEP_ID = oneOf(STEPS.map(({ id }) => id));

const HEADROOM = object({
  walBytesPerSecond: number,
  keptForSeconds: optional(number),
  diskForSeconds: optional(number),
  buildForSeconds: optional(number),
  short: flag,
});

const PROGRESS = object({
  node: text,
  doneBytes: optional(number),
  totalBytes: optional(number),
  percent: optional(number),
  said: optional(text),
  headroom: optional(HEADROOM),
  at: time,
});

const PART = object({
  key: text,
  part: oneOf(Object.keys(PARTS)),
  where: optional(text),
  outcome: text,
  startedAt: time,
  endedAt: optional(time),
});

const REPORT: Shape = object({
  cluster: text,
  role: oneOf(ROLES),
  phase: text,
  status: oneOf([...PRIMARY_STATUSES, ...STANDBY_STATUSES]),
  entry: number,
  recorded: number,
  steps: listOf(
    object({
      id: STEP_ID,
      outcome: text,
      startedAt: optional(time),
      endedAt: optional(time),
      parts: listOf(PART),
    }),
  ),
  progress: mapOf(PROGRESS),
  failure: optional(object({ code: text, message: text, hint: text, step: STEP_ID, part: optional(text), at: time })),
  left: optional(listOf(text)),
  startedAt: time,
  endedAt: optional(time),
  workflowId: text,
  runId: text,
  at: text,
  sequence: number,
});

const TELLING = object({ from: text, answer: flag, report: optional(REPORT) });

export const isTelling = (said: unknown): said is Telling => TELLING(said);

/** Signal of a long activity to its own run: how far it is. */
export interface ProgressMessage {
  readonly key: string;
  readonly progress: Progress;
}

const PROGRESS_MESSAGE = object({ key: text, progress: PROGRESS });

export const isProgressMessage = (said: unknown): said is ProgressMessage => PROGRESS_MESSAGE(said);
