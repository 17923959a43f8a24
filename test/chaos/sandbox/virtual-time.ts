import { access } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers";

interface Alarm {
  readonly due: number;
  readonly order: number;
  readonly ring: () => void;
}

// Time is counted in turns: one of the event loop and one of the thread pool, which reads and writes files, so that a busy machine
// does not make it go faster. The more turns nothing happens, the surer it is that all wait for the time. While something happens
// it goes on too, so that a loop without a pace shows as one.
const steps = [
  { quiet: 300, ms: 300 },
  { quiet: 30, ms: 30 },
  { quiet: 8, ms: 5 },
  { quiet: 0, ms: 0.3 },
] as const;

/**
 * Time that runs while nothing happens and all wait for it, and hardly goes on while something does, so that a run of minutes takes a
 * moment.
 */
export class VirtualTime {
  #now: number;
  #jumped = 0;
  #order = 0;
  #activity = 0;
  #stopped = false;
  readonly #alarms = new Alarms();

  constructor(start: number) {
    this.#now = start;
  }

  /** Milliseconds since the epoch, as the wall clock shows them: it may be moved. */
  readonly now = (): number => Math.floor(this.#now) + this.#jumped;

  /** Milliseconds that only ever grow. */
  get monotonic(): number {
    return this.#now;
  }

  /** Moves the wall clock, as a laptop's does when it wakes or when its time is set. */
  moveWallClock(ms: number): void {
    this.#jumped += ms;
  }

  /** Says that something has just happened: bytes came, a request was answered. */
  readonly stir = (): void => {
    this.#activity += 1;
  };

  /** Calls after so many milliseconds; gives what prevents it. */
  after(ms: number, ring: () => void): () => void {
    const alarm = { due: this.#now + Math.max(0, ms), order: this.#order++, ring };
    this.#alarms.add(alarm);
    return () => this.#alarms.remove(alarm);
  }

  /** As `Io.sleep`. */
  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = this.after(ms, resolve);
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  };

  /** Lets time pass until `over`. */
  async pass(over: Promise<unknown>): Promise<void> {
    this.#stopped = false;
    const stop = () => {
      this.#stopped = true;
    };
    over.then(stop, stop);
    let seen = this.#activity;
    let quiet = 0;
    while (!this.#stopped) {
      await new Promise<void>((resolve) => nextTurn(resolve));
      await access(".");
      quiet = this.#activity === seen ? quiet + 1 : 0;
      seen = this.#activity;
      const until = this.#now + (steps.find((step) => quiet >= step.quiet)?.ms ?? 0);
      // one alarm a turn, so that what it begins is seen before the next
      const next = this.#alarms.first;
      if (next !== undefined && next.due <= until) this.#ring(next);
      else this.#now = until;
    }
  }

  #ring(alarm: Alarm): void {
    this.#alarms.remove(alarm);
    this.#now = Math.max(this.#now, alarm.due);
    this.#activity += 1;
    alarm.ring();
  }
}

/** Alarms by their time; those of the same time in the order they were set. */
class Alarms {
  readonly #alarms: Alarm[] = [];

  get first(): Alarm | undefined {
    return this.#alarms[0];
  }

  add(alarm: Alarm): void {
    let low = 0;
    let high = this.#alarms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#alarms[middle];
      if (
        other !== undefined &&
        (other.due < alarm.due || (other.due === alarm.due && other.order < alarm.order))
      )
        low = middle + 1;
      else high = middle;
    }
    this.#alarms.splice(low, 0, alarm);
  }

  remove(alarm: Alarm): void {
    const at = this.#alarms.indexOf(alarm);
    if (at >= 0) this.#alarms.splice(at, 1);
  }
}
