import { ApplicationFailure } from '@temporalio/common';
import { asSdrError } from '../domain/errors.js';

/** How long failures that may pass have been going on, and for how long they may. */
export interface Patience {
  readonly failingMs: number;
  readonly retryForMs: number;
}

/**
 * The one place where an error becomes what the engine understands: type is the code, the message is for people, and it
 * is retried only when the catalogue says that it may pass and it has not been failing for too long.
 */
export const toFailure = (error: unknown, cluster: string, patience: Patience): ApplicationFailure => {
  const known = asSdrError(error).at({ cluster });
  const nonRetryable = known.retry === 'never' || patience.failingMs >= patience.retryForMs;
  return ApplicationFailure.create({
    type: known.code,
    message: `${known.message}${nonRetryable && known.retry === 'later' ? ` (retried for ${Math.round(patience.failingMs / 1000)} s)` : ''}`,
    nonRetryable,
    details: [{ hint: known.hint, ...known.where }],
  });
};
