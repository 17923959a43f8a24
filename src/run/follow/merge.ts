/**
 * The values of several streams as they come, in one stream. Ends when all have ended; the first that fails fails it.
 * Leaving early returns all of them.
 */
export async function* merge<T>(...sources: ReadonlyArray<AsyncIterable<T>>): AsyncGenerator<T> {
  type Step = { readonly index: number; readonly result: IteratorResult<T, unknown> };
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const pending = new Map<number, Promise<Step>>();
  const step = (index: number) => {
    const next = iterators[index]?.next();
    if (next !== undefined) {
      pending.set(
        index,
        next.then((result) => ({ index, result })),
      );
    }
  };
  iterators.forEach((_, index) => {
    step(index);
  });
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      pending.delete(index);
      if (result.done === true) continue;
      yield result.value;
      step(index);
    }
  } finally {
    for (const next of pending.values()) next.catch(() => undefined);
    for (const iterator of iterators) iterator.return?.()?.catch(() => undefined);
  }
}
