type Step<T> =
  | { readonly iterator: AsyncIterator<T>; readonly result: IteratorResult<T, unknown> }
  | { readonly error: unknown };

/**
 * Merges several streams into one, with their values as they come. Ends when all have ended; fails with the first that fails.
 * Leaving the loop early returns all of them. A stream is asked for its next value only when its last one was taken.
 */
export async function* merge<T>(...sources: ReadonlyArray<AsyncIterable<T>>): AsyncGenerator<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const steps: Step<T>[] = [];
  let wake: () => void = () => undefined;
  // no Promise.race: a silent source would keep a reference to every value that won over it
  const pull = (iterator: AsyncIterator<T>) => {
    const arrived = (step: Step<T>) => {
      steps.push(step);
      wake();
    };
    iterator.next().then(
      (result) => arrived({ iterator, result }),
      (error: unknown) => arrived({ error }),
    );
  };
  try {
    iterators.forEach(pull);
    let open = iterators.length;
    while (open > 0) {
      const step = steps.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("error" in step) throw step.error;
      if (step.result.done === true) {
        open -= 1;
        continue;
      }
      yield step.result.value;
      pull(step.iterator);
    }
  } finally {
    for (const iterator of iterators) iterator.return?.()?.catch(() => undefined);
  }
}
