import { ERRORS, type ErrorCode } from '../../domain/errors.js';
import { PARTS, type PartId } from '../../domain/start/parts.js';
import { STEPS, type StepId } from '../../domain/start/steps.js';
import type { Catalogue } from './catalogue.js';

export const EN_WORDS = {
  hint: 'hint',
  step: 'step {number}, {title}',
  entry: 'entry {entry}',
  status: 'status {status}',
  ended: '{name}: {outcome} in {time}',
  failed: '{name}: failed',
  bytes: '{done} of {total}',
  done: '{cluster}: {status}, done in {time}',
  stands: '{cluster}: {status}, {phase}',
  standsAt: '{cluster}: {status}, {phase} in "{title}"',
  again: 'Give the same command again to go on, or: sdr abort --cluster {cluster}',
  nothing: '{cluster}  nothing was started for it',
  asking: 'now: being asked',
  now: 'now: {answer}',
  clusterState: 'cluster {state}',
  noCm: 'CM does not answer',
  away: 'The Temporal Service does not answer: this is as it was before.',
  noWorker: 'No worker answers: sdr worker --cluster {cluster}',
  parked: 'It is parked: `sdr start` goes on there.',
} as const;

/** English is the language of the domain's own tables. */
export const EN: Catalogue = {
  hints: fromEntries<ErrorCode>(Object.entries(ERRORS).map(([code, { hint }]) => [code, hint])),
  titles: fromEntries<StepId>(STEPS.map(({ id, title }) => [id, title])),
  parts: fromEntries<PartId>(Object.entries(PARTS).map(([part, { does }]) => [part, does])),
  phases: {
    running: 'running',
    parked: 'parked',
    paused: 'paused',
    done: 'done',
    failed: 'failed',
    aborted: 'aborted',
  },
  outcomes: { pending: 'pending', running: 'running', done: 'done', skipped: 'skipped', failed: 'failed' },
  words: EN_WORDS,
};

/** The keys are those of a table that has them all. */
function fromEntries<Key extends string>(entries: readonly (readonly [string, string])[]): Record<Key, string> {
  return Object.fromEntries(entries) as Record<Key, string>;
}
