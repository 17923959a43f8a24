import type { Clock } from "./paced.ts";

/** Aborts its signal, with a reason, when nothing was heard for some time. */
export class Silence {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #late = new AbortController();
  readonly #ended = new AbortController();
  #last: number;

  constructor(clock: Clock, ms: number, reason: () => unknown) {
    this.#clock = clock;
    this.#ms = ms;
    this.#last = clock.monotonic();
    // it ends by being aborted
    this.#watch(reason).catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#late.signal;
  }

  heard(): void {
    this.#last = this.#clock.monotonic();
  }

  /** Stops listening. */
  end(): void {
    this.#ended.abort();
  }

  async #watch(reason: () => unknown): Promise<void> {
    for (;;) {
      const left = this.#last + this.#ms - this.#clock.monotonic();
      if (left <= 0) return this.#late.abort(reason());
      await this.#clock.sleep(left, this.#ended.signal);
    }
  }
}
