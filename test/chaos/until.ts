import { setTimeout } from 'node:timers/promises';

const AGAIN_MS = 250;

/** Looks until there is nothing to find any more, so long at most. @returns what was found last */
export const untilNone = async <T>(
  look: () => Promise<readonly T[]> | readonly T[],
  limitMs: number,
): Promise<readonly T[]> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found.length === 0 || Date.now() > deadline) return found;
    await setTimeout(AGAIN_MS);
  }
};

/** What comes first: the end of the work, `late`, or the signal, which ends it with its reason. */
export const within = async <T>(work: Promise<T>, limitMs: number, stop: AbortSignal): Promise<T | 'late'> => {
  const timer = new AbortController();
  const late = setTimeout(limitMs, 'late' as const, { signal: AbortSignal.any([timer.signal, stop]) });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  } finally {
    timer.abort();
  }
};
