/**
 * Waits for a promise or for the signal, so that a promise that never settles does not hold up the caller.
 * @throws the signal's reason if it is aborted first
 */
export async function unlessAborted<T>(underWay: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  // the one that loses must not become an unhandled rejection
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
