import { Context } from '@temporalio/activity';
import type { Engine } from '../../engine/engine.js';

const BEAT_MS = 1_000;

/** The worker's own connection, for as long as the activity is wanted. */
export const engineHere = (): Engine => {
  const { client, info, cancellationSignal } = Context.current();
  return {
    client,
    namespace: info.namespace,
    closed: cancellationSignal,
    call: (calls) => client.withAbortSignal(AbortSignal.any([cancellationSignal]), calls),
  };
};

/** An activity that asks the Temporal Service only: it beats, and can be cancelled. */
export const asking =
  <Input, Answer>(ask: (engine: Engine, input: Input) => Promise<Answer>) =>
  async (input: Input): Promise<Answer> => {
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(), BEAT_MS);
    context.heartbeat();
    try {
      return await ask(engineHere(), input);
    } catch (error) {
      context.cancellationSignal.throwIfAborted();
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
