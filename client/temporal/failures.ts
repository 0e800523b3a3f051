import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, rootCause } from '@temporalio/common';
import { SdrError, isErrorCode } from '../../domain/errors.js';

/** What the engine answered, in the words of the catalogue. */
export const fromEngine = (error: unknown, cluster: string): SdrError => {
  if (error instanceof SdrError) return error;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new SdrError('E_NO_ANSWER', 'the run did not answer in time', { cluster });
  }
  if (error instanceof WorkflowNotFoundError) return new SdrError('E_NO_RUN', 'there is no such run', { cluster });
  const cause =
    error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError ? error.cause : error;
  const named = namedCause(cause);
  if (named !== undefined) return new SdrError(named.code, named.message, { cluster });
  if (
    cause instanceof TerminatedFailure ||
    (cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow')
  ) {
    return new SdrError('E_TERMINATED', 'the run was closed while it was being waited for', { cluster });
  }
  if (cause instanceof CancelledFailure) return new SdrError('E_ABORTED', 'the run was cancelled', { cluster });
  return new SdrError('E_INTERNAL', rootCause(error) ?? String(error), { cluster });
};

const namedCause = (error: unknown) => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && isErrorCode(cause.type))
      return { code: cause.type, message: cause.message };
  }
  return undefined;
};
