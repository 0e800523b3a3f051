import { seen, unseen, type Seen } from '../../domain/check/seen.js';

/** What has not answered by then counts as not looked at: somebody waits, and the other checks are ready. */
const LIMIT_MS = 20_000;

/** Looks once, and never fails: what kept it from seeing becomes the fact. */
export const looked = async <T>(look: (signal: AbortSignal) => Promise<T>, limitMs = LIMIT_MS): Promise<Seen<T>> => {
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer after ${limitMs / 1000} s`)), { once: true });
  });
  try {
    return seen(await Promise.race([look(signal), late]));
  } catch (error) {
    if (signal.aborted) return unseen(`no answer after ${limitMs / 1000} s`);
    return unseen(error instanceof Error ? error.message : String(error));
  }
};

/** The next look, with what the one before has seen. */
export const following = async <A, B>(first: Seen<A>, look: (value: A) => Promise<Seen<B>>): Promise<Seen<B>> =>
  first.kind === 'seen' ? look(first.value) : first;
