import { ERRORS, placed, type ErrorCode } from '../../domain/errors.js';
import { fileText } from '../../domain/plan/sentences.js';
import { PARTS, type PartId } from '../../domain/start/parts.js';
import { STEPS, type StepId } from '../../domain/start/steps.js';
import type { Catalogue } from './catalogue.js';
import { EN_FINDINGS, EN_HEADS, EN_WORDS } from './en-words.js';

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
  severities: { error: 'error', warning: 'warning', info: 'info' },
  words: EN_WORDS,
  findings: EN_FINDINGS,
  heads: EN_HEADS,
  failure: ({ where }, found) => placed(found, where),
  check: (result) => result,
  counted: (count, severity) => `${count} ${severity}${severity === 'info' || count === 1 ? '' : 's'}`,
  file: fileText,
};

/** The keys are those of a table that has them all. */
function fromEntries<Key extends string>(entries: readonly (readonly [string, string])[]): Record<Key, string> {
  return Object.fromEntries(entries) as Record<Key, string>;
}
