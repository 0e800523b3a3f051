/** What several sources give, as it comes; ends when all have ended, fails when one fails. */
export const merged = async function* <T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = new Map(sources.map((source) => [source, nextOf(source)]));
  try {
    while (next.size > 0) {
      const { source, result } = await Promise.race(next.values());
      if (result.done) {
        next.delete(source);
        continue;
      }
      next.set(source, nextOf(source));
      yield result.value;
    }
  } finally {
    for (const source of next.keys()) void source.return(undefined).catch(() => undefined);
  }
};

const nextOf = <T>(source: AsyncGenerator<T>) => {
  const next = source.next().then((result) => ({ source, result }));
  // Nobody may be left to hear of its failure.
  next.catch(() => undefined);
  return next;
};
