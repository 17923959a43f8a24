import type { Change } from "../../kube/watch.ts";

// ticks come every second: what is between two of them beyond this, the machine slept
const longestTick = 5000;

/** The time in which the run's pod could be heard of: neither while its watch is cut, nor while this machine sleeps. */
export class Listened {
  #ms = 0;
  #last: number;
  #open = false;

  constructor(now: number) {
    this.#last = now;
  }

  /** Milliseconds since the following began. */
  get ms(): number {
    return this.#ms;
  }

  /** The pod's watch told something. */
  heard(kind: Change<unknown>["kind"]): void {
    this.#open = kind !== "cut";
  }

  tick(now: number): void {
    if (this.#open) this.#ms += Math.min(Math.max(0, now - this.#last), longestTick);
    this.#last = now;
  }
}
