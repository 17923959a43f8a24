import { setImmediate } from "node:timers/promises";

/** Work on something large, cut into steps of a few milliseconds; pure, and executed by whoever takes the steps. */
export type Steps<Result> = Generator<undefined, Result>;

/** Takes all steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Takes the steps with a turn of the event loop between any two, so that signals and timers are handled, and what the steps leave as garbage
 * does not pile up. Throws the signal's reason.
 */
export async function inTurns<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
  const tidy = collector();
  for (;;) {
    signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
    tidy();
    await setImmediate();
  }
}

/** Makes room before something large, on Bun; Node and Deno do so by themselves. */
export function collectGarbage(): void {
  if (typeof Bun !== "undefined") Bun.gc(true);
}

/** Bytes by which the process may grow between two collections. */
const growth = 4 * 2 ** 20;

/**
 * Collects garbage when the process has grown. Bun would let 32 MiB pile up first: a quarter of what a whole run takes, for a few
 * milliseconds. Node and Deno collect early by themselves.
 */
function collector(): () => void {
  if (typeof Bun === "undefined") return () => undefined;
  let before = process.memoryUsage.rss();
  return () => {
    if (process.memoryUsage.rss() - before < growth) return;
    collectGarbage();
    before = process.memoryUsage.rss();
  };
}

// parsing it takes a few milliseconds
const piece = 256 * 1024;

/** Passes bytes to `take` in pieces, one per step. */
export function* inPieces(bytes: Uint8Array, take: (piece: Uint8Array) => void): Steps<undefined> {
  for (let from = 0; from < bytes.length; from += piece) {
    take(bytes.subarray(from, from + piece));
    yield;
  }
  return undefined;
}
