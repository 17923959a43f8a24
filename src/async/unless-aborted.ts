/**
 * Waits for what is under way, or for the signal: what never comes to an end must not hold the caller.
 * @throws the signal's reason where it is aborted before
 */
export async function unlessAborted<T>(underWay: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  // whichever of the two loses must not be told as unhandled
  underWay.catch(() => undefined);
  if (signal === undefined) return underWay;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([underWay, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
