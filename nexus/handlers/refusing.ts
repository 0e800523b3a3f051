import { ApplicationFailure } from '@temporalio/common';
import { HandlerError, OperationError, type StartOperationContext } from 'nexus-rpc';
import { SdrError, type ErrorCode } from '../../domain/errors.js';

/** The service itself is asked again: Nexus does so by itself. */
const PASSING: readonly ErrorCode[] = ['E_NO_TEMPORAL', 'E_NO_ANSWER'];

/** Tells what is refused in the catalogue's words: the caller's failure has the code as its type. */
export const refusing =
  <Input, Answer>(handle: (context: StartOperationContext, input: Input) => Promise<Answer>) =>
  async (context: StartOperationContext, input: Input): Promise<Answer> => {
    try {
      return await handle(context, input);
    } catch (error) {
      throw error instanceof SdrError ? refusalOf(error) : error;
    }
  };

const refusalOf = ({ code, message, hint, where }: SdrError): Error => {
  if (PASSING.includes(code)) return new HandlerError('UNAVAILABLE', message);
  const cause = ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    details: [{ hint, ...where }],
  });
  return new OperationError('failed', message, { cause });
};
