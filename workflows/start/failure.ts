import { ActivityFailure, ApplicationFailure, TemporalFailure, TimeoutFailure, rootCause } from '@temporalio/workflow';
import { failureIn } from '../../contract/failure.js';
import { ERRORS, type ErrorCode } from '../../domain/errors.js';
import { whyNoMessage } from '../../domain/start/message.js';
import type { RunFailure } from '../../domain/start/run-state.js';
import type { StepId } from '../../domain/start/steps.js';
import { now } from '../time.js';

/** A failure of the step rather than of our code: only these park a run; anything else fails the workflow task. */
export const isStepFailure = (error: unknown): error is TemporalFailure => error instanceof TemporalFailure;

/** What went wrong, as the operator is told: code and hint from the catalogue, message from where it was found. */
export const failureOf = (error: TemporalFailure, step: StepId): RunFailure => {
  const code = codeOf(error);
  return {
    code,
    message: rootCause(error) ?? error.message,
    hint: ERRORS[code].hint,
    step,
    ...(error instanceof ActivityFailure && error.activityId && { part: error.activityId }),
    at: now(),
  };
};

/** The code that the failure was given where it happened. */
export const codeOf = (error: TemporalFailure): ErrorCode => {
  const named = failureIn(error);
  if (named !== undefined) return named.code;
  return chain(error).some((cause) => cause instanceof TimeoutFailure) ? 'E_COMMAND_TIMED_OUT' : 'E_INTERNAL';
};

const chain = (error: Error | undefined): readonly Error[] =>
  error === undefined ? [] : [error, ...chain(error.cause instanceof Error ? error.cause : undefined)];

/** Whoever steers from the Web UI types its input by hand: that is refused first, then what the run's state refuses. */
export const validatorOf =
  (validate: () => void) =>
  (said: unknown): void => {
    const why = whyNoMessage(said);
    if (why !== undefined) throw refuse('E_USAGE', why);
    validate();
  };

/** A start needs the request that `sdr start` sends. */
export const refuseNoRequest = (said: unknown): void => {
  if (typeof said === 'object' && said !== null && 'action' in said) return;
  throw refuse('E_USAGE', 'the input is the request that `sdr start` sends; to go on with the one the run has: retry');
};

/** A refusal by the workflow itself, in the catalogue's words. */
export const refuse = (code: ErrorCode, message: string, ...details: readonly unknown[]): ApplicationFailure =>
  ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [...details] });
