import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcServiceError,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure, rootCause } from '@temporalio/common';
import { failureIn } from '../contract/failure.js';
import { SdrError, retold } from '../domain/errors.js';

/** What the engine answered, in the words of the catalogue. */
export const fromEngine = (error: unknown, cluster?: string): SdrError => {
  const ours = ownIn(error);
  if (ours !== undefined) return ours;
  const where = { ...(cluster !== undefined && { cluster }) };
  if (isAway(error)) return new SdrError('E_NO_TEMPORAL', 'the Temporal Service does not answer', where);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new SdrError('E_NO_ANSWER', 'the run did not answer in time', where);
  }
  if (error instanceof WorkflowNotFoundError) return new SdrError('E_NO_RUN', 'there is no such run', where);
  const cause =
    error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError ? error.cause : error;
  const named = failureIn(cause);
  if (named !== undefined) return retold(named.code, named.message, where);
  if (
    cause instanceof TerminatedFailure ||
    (cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow')
  ) {
    return new SdrError('E_TERMINATED', 'the run was closed while it was being waited for', where);
  }
  if (cause instanceof CancelledFailure) return new SdrError('E_ABORTED', 'the run was cancelled', where);
  if (cause instanceof TimeoutFailure) return new SdrError('E_NO_ANSWER', 'no worker answered in time', where);
  return new SdrError('E_INTERNAL', rootCause(error) ?? String(error), where);
};

/** grpc's status codes. */
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/** The service is not there now; it may come back. */
export const isAway = (error: unknown): boolean => hasStatus(error, UNAVAILABLE, DEADLINE_EXCEEDED);

export const isNotFound = (error: unknown): boolean => hasStatus(error, NOT_FOUND);

/** Not for this caller, or not offered at all. */
export const isDenied = (error: unknown): boolean => hasStatus(error, PERMISSION_DENIED, UNIMPLEMENTED);

/**
 * The run takes nothing on at this moment: a task of it failed while the update was with it, as one that closes does when
 * something reaches it just then. Asked again, it or its successor answers.
 */
export const isNotReady = (error: unknown): boolean => hasStatus(error, FAILED_PRECONDITION);

/** The service does not understand the question: it knows none of this project's search attributes. */
export const isInvalid = (error: unknown): boolean => hasStatus(error, INVALID_ARGUMENT);

/** The client wraps what the service answered. */
const hasStatus = (error: unknown, ...codes: readonly number[]): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return codes.includes(cause.code);
  }
  return false;
};

/** What a payload codec throws comes back wrapped. */
const ownIn = (error: unknown): SdrError | undefined => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof SdrError) return cause;
  return undefined;
};

/** What an error and its causes say, each once: the SDK's outermost one often says only that something failed. */
export const reasonOf = (error: unknown): string => {
  const said: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (!said.some((words) => words.includes(causeText(cause)))) said.push(causeText(cause));
  return said.length > 0 ? said.join(': ') : String(error);
};

const causeText = (cause: Error): string =>
  isGrpcServiceError(cause) ? cause.details || cause.message : cause.message;
