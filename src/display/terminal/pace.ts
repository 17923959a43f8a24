import type { Timers } from "../display.ts";

const leastMs = 100;
const tickMs = 1000;

/** When to draw. */
export interface Pace {
  /** Something changed: draws now, or together with anything else in the next tenth of a second. */
  ask(): void;
  stop(): void;
}

/** Calls `frame` on request, at most ten times a second, and once a second so that its times advance. */
export function createPace(frame: () => void, now: () => number, timers: Timers): Pace {
  let last = Number.NEGATIVE_INFINITY;
  let due = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;

  function stop(): void {
    cancel?.();
    cancel = undefined;
  }

  function wake(ms: number): void {
    const at = now() + ms;
    if (cancel !== undefined && due <= at) return;
    stop();
    due = at;
    cancel = timers.after(ms, draw);
  }

  function draw(): void {
    stop();
    last = now();
    frame();
    wake(tickMs);
  }

  return {
    stop,
    ask() {
      const wait = last + leastMs - now();
      if (wait <= 0) draw();
      // A clock that was set back must not delay the next frame for hours.
      else wake(Math.min(wait, leastMs));
    },
  };
}
