import { ApplicationFailure } from '@temporalio/common';
import { ERRORS, isErrorCode, type ErrorCode } from '../domain/errors.js';

/** A failure of durable-sdr as it comes back over Temporal, where classes do not survive and codes do. */
export interface NamedFailure {
  readonly code: ErrorCode;
  /** Names cluster, node, command and finding. */
  readonly message: string;
  /** The next move. */
  readonly hint: string;
  /** Whether the same call may succeed later without anyone doing something. */
  readonly retry: 'never' | 'later';
  /** Of a start that failed: the state that it ended with. */
  readonly details: readonly unknown[];
}

/**
 * The failure of durable-sdr within an error: of a child workflow, a Nexus operation, an update, an activity. Works in
 * workflow code and outside it.
 * @returns undefined when the error is none of durable-sdr's
 */
export const failureIn = (error: unknown): NamedFailure | undefined => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof ApplicationFailure) || !isErrorCode(cause.type)) continue;
    const { hint, retry } = ERRORS[cause.type];
    return { code: cause.type, message: cause.message, hint, retry, details: cause.details ?? [] };
  }
  return undefined;
};
