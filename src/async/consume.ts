/**
 * Passes each value to `take`, one after the other, and returns what the generator returns. A generator that is left early because `take`
 * threw is closed.
 */
export async function consume<T, R>(
  generator: AsyncGenerator<T, R, undefined>,
  take: (value: T) => void,
): Promise<R> {
  const returned: R[] = [];
  async function* values(): AsyncGenerator<T, void> {
    returned.push(yield* generator);
  }
  for await (const value of values()) take(value);
  const [result] = returned;
  // only a generator that was closed elsewhere ends without its own return value
  if (returned.length === 0 || result === undefined) throw new Error("the stream was closed before its end");
  return result;
}
