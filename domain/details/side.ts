import type { Side } from '../start/report.js';
import { isEnd, type RunFailure } from '../start/run-state.js';
import { headroomText } from '../start/headroom.js';
import { stepOf } from '../start/steps.js';
import { duration } from '../units.js';
import { block, clipped, plain } from './markdown.js';
import { stepLines } from './step-lines.js';
import { dayAndTimeOf, millisecondsBetween, timeOf } from './times.js';

/** Pieces of the details that show one side, its own page as well as its peer's and the parent's. */

/** `south, disaster_standby: parked, restore_fail` */
export const headlineOf = ({ cluster, role, status, phase }: Side): string =>
  `## ${plain(cluster)}, ${plain(role)}: ${phase}, ${plain(status)}`;

/** `Begun 2026-11-26 14:02:11 UTC, ended 14:05:40, took 3 min 29 s, entry 2` */
export const timesOf = ({ startedAt, endedAt, entry }: Side): string =>
  [
    `Begun ${dayAndTimeOf(startedAt)}`,
    ...(endedAt === undefined
      ? []
      : [`ended ${timeOf(endedAt)}`, `took ${duration(millisecondsBetween(startedAt, endedAt))}`]),
    ...(entry > 1 ? [`entry ${entry}`] : []),
  ].join(', ');

/** What went wrong, where, and the way out; the message as far as a person reads. */
export const failureText = ({ code, message, hint, step, at }: RunFailure): string =>
  [
    `### ${plain(code)} in "${plain(stepOf(step).title)}" at ${timeOf(at)}`,
    plain(clipped(message, MESSAGE_LENGTH)),
    `**What to do:** ${plain(hint)}`,
  ].join('\n\n');

const MESSAGE_LENGTH = 700;

export const stepsOf = ({ steps, progress }: Side): string => block(stepLines(steps, progress));

/** How long the primary's WAL lasts against the build, while that matters. */
export const headroomOf = ({ phase, progress }: Side): readonly string[] =>
  Object.values(isEnd(phase) ? {} : progress).flatMap(({ headroom, at }) =>
    headroom === undefined ? [] : [`**Room for WAL** at ${timeOf(at)}: ${plain(headroomText(headroom))}`],
  );

/** What an abort could not put back. */
export const leftToDo = ({ left = [] }: Side): readonly string[] =>
  left.map((sentence) => `**Left to do by hand:** ${plain(clipped(sentence, MESSAGE_LENGTH))}`);
