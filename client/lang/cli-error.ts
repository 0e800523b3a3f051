import { SdrError, type ErrorCode, type Where } from '../../domain/errors.js';
import type { FindingId } from './catalogue.js';
import { CATALOGUES, findingIn, texts, type Values } from './index.js';

/** A failure that the command line found by itself: people are told it in their language, programs in English. */
export class CliError extends SdrError {
  constructor(
    code: ErrorCode,
    readonly finding: FindingId,
    readonly values: Values = {},
    where: Where = {},
  ) {
    super(code, findingIn(CATALOGUES.en, finding, values), where);
  }

  /** What was found, in the language that is spoken. */
  get told(): string {
    return findingIn(texts(), this.finding, this.values);
  }

  override at(where: Where): CliError {
    return new CliError(this.code, this.finding, this.values, { ...where, ...this.where });
  }
}
