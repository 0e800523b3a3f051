import type { ErrorCode } from '../../domain/errors.js';
import type { PartId } from '../../domain/start/parts.js';
import type { Phase, StepOutcome } from '../../domain/start/run-state.js';
import type { StepId } from '../../domain/start/steps.js';
import type { EN_WORDS } from './en.js';

/**
 * What people read on the command line, in one language. gs_sdr's status words, names and codes are the same in all, and
 * so is JSON. A text that is missing does not compile; places like `{name}` are compared by a test.
 */
export interface Catalogue {
  readonly hints: Readonly<Record<ErrorCode, string>>;
  /** Titles of the steps. */
  readonly titles: Readonly<Record<StepId, string>>;
  /** What each part does. */
  readonly parts: Readonly<Record<PartId, string>>;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly outcomes: Readonly<Record<StepOutcome, string>>;
  readonly words: Readonly<Record<Word, string>>;
}

export type Word = keyof typeof EN_WORDS;

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
