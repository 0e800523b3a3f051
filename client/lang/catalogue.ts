import type { Severity } from '../../domain/check/check.js';
import type { CheckResult } from '../../domain/check/report.js';
import type { ErrorCode, SdrError } from '../../domain/errors.js';
import type { PlanFile } from '../../domain/plan/plan.js';
import type { PartId } from '../../domain/start/parts.js';
import type { Phase, StepOutcome } from '../../domain/start/run-state.js';
import type { StepId } from '../../domain/start/steps.js';
import type { EN_FINDINGS, EN_HEADS, EN_WORDS } from './en-words.js';

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
  readonly severities: Readonly<Record<Severity, string>>;
  readonly words: Readonly<Record<Word, string>>;
  readonly findings: Readonly<Record<FindingId, string>>;
  readonly heads: Readonly<Record<Head, string>>;
  /**
   * What went wrong, behind its code.
   * @param found in this language where the command line itself found it, else in the words of who did
   */
  readonly failure: (error: Pick<SdrError, 'code' | 'where'>, found: string) => string;
  /** A check's title and next move. */
  readonly check: (result: Pick<CheckResult, 'id' | 'title' | 'remedy'>) => CheckText;
  /** So many findings of that severity. */
  readonly counted: (count: number, severity: Severity) => string;
  /** What becomes of a file, in a plan. */
  readonly file: (file: PlanFile) => string;
  /** A text of `--help`, by what it is in English, which is what the commands say by themselves. */
  readonly help?: (text: string) => string;
}

export interface CheckText {
  readonly title: string;
  readonly remedy: string;
}

export type Word = keyof typeof EN_WORDS;
export type FindingId = keyof typeof EN_FINDINGS;
export type Head = keyof typeof EN_HEADS;

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
