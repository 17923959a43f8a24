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

/** Takes the steps with a turn of the event loop between any two, so that signals and timers are handled. Throws the signal's reason. */
export async function inTurns<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
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
