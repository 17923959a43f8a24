import { setTimeout as delay } from "node:timers/promises";

/**
 * The cluster's time. Timestamps are those of the wall clock; anything that takes time in a cluster (a pull, a namespace's
 * end, the suite itself) takes its real length divided by `speed`.
 */
export class Clock {
  readonly speed: number;
  readonly now: () => number;
  readonly #stopping = new AbortController();

  constructor(speed: number, now: () => number) {
    this.speed = speed;
    this.now = now;
  }

  /** The current time as Kubernetes writes it in an object: RFC 3339, whole seconds. */
  timestamp(milliseconds = this.now()): string {
    return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
  }

  /** Resolves when `ms` of the cluster's milliseconds have passed; rejects when the signal aborts or the clock stops. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.sleepUntil(this.now() + ms / this.speed, signal);
  }

  /** Resolves at a time of the wall clock; rejects when the signal aborts or the clock stops. */
  async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    const signals = signal === undefined ? [this.stopped] : [this.stopped, signal];
    await delay(Math.max(0, time - this.now()), undefined, { signal: AbortSignal.any(signals) });
  }

  /** Aborted when the sandbox closes. */
  get stopped(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Ends every sleep. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Runs something that takes cluster time and that nobody waits for; being stopped is not an error. */
  background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof Error && error.name === "AbortError")) throw error;
    });
  }
}

/** A recurring event that many may await: a file that grows. */
export class Pulse {
  #waiting = Promise.withResolvers<void>();

  /** Wakes everyone who waits. */
  fire(): void {
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers<void>();
  }

  /** Resolves at the next `fire`, or when the signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = Promise.withResolvers<void>();
    const wake = () => aborted.resolve();
    signal.addEventListener("abort", wake, { once: true });
    await Promise.race([this.#waiting.promise, aborted.promise]);
    signal.removeEventListener("abort", wake);
  }
}
