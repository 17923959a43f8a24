/**
 * Hands each value to `take`, one after the other, and gives what the generator returns. One that is left early, because `take` threw, is
 * closed.
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
  // only a generator that somebody else closed ends without a value of its own
  if (returned.length === 0 || result === undefined) throw new Error("the stream was closed before its end");
  return result;
}
