/** Measures a length of time, or waits for one; `Io` is such a clock. */
export interface Clock {
  /** Milliseconds, unaffected by changes of the time of day. */
  monotonic(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// milliseconds between two turns: 20 per second
const floor = 50;

/**
 * A minimum interval between the turns of a loop, whatever ends a turn early: await the returned function at the start of each turn. No turn
 * starts sooner than 50 ms after the last one, or sooner than `wait` milliseconds from now.
 */
export function paced(clock: Clock, signal?: AbortSignal): (wait?: number) => Promise<void> {
  let earliest = Number.NEGATIVE_INFINITY;
  return async (wait = 0) => {
    const now = clock.monotonic();
    const ms = Math.max(wait, earliest - now);
    if (ms > 0) await clock.sleep(ms, signal);
    signal?.throwIfAborted();
    earliest = clock.monotonic() + floor;
  };
}
