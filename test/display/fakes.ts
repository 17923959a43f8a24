import type { Display, Timers } from "../../src/display/display.ts";
import type { Sink } from "../../src/process/io.ts";
import type { PodEvent, ProgressEvent, RunningSpec } from "../../src/run/events.ts";

/** 2026-11-20T22:15:00Z */
export const start = Date.UTC(2026, 10, 20, 22, 15);

/** A clock that a test turns: `now` and `timers` of a display. */
export class FakeClock implements Timers {
  #now = start;
  #calls: { at: number; call: () => void }[] = [];

  readonly now = () => this.#now;

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#calls.push(entry);
    return () => {
      this.#calls = this.#calls.filter((other) => other !== entry);
    };
  }

  /** Lets `ms` milliseconds pass, calling what falls due on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#calls.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#calls = this.#calls.filter((entry) => entry !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
  }

  /** Sets the time without calling anything, as an administrator does. */
  set(now: number): void {
    this.#now = now;
  }

  get waiting(): number {
    return this.#calls.length;
  }
}

/** Several displays as a run shows itself on them: each event on each of them, in their order. */
export function together(displays: readonly Display[]): Display {
  const each = (call: (display: Display) => void) => {
    for (const display of displays) call(display);
  };
  return {
    show: (event) => each((display) => display.show(event)),
    note: (line) => each((display) => display.note(line)),
    pause: () => each((display) => display.pause()),
    resume: () => each((display) => display.resume()),
    close: () => each((display) => display.close()),
  };
}

/** A sink that is no terminal and keeps what was written, a write an entry. */
export class FakeSink implements Sink {
  readonly isTTY: boolean = false;
  columns: number | undefined;
  readonly writes: string[] = [];

  write(text: string): void {
    this.writes.push(text);
  }

  get text(): string {
    return this.writes.join("");
  }
}

export function pod(cells: readonly (string | number | null)[], more: Partial<PodEvent> = {}): PodEvent {
  return {
    kind: "pod",
    at: start,
    change: "MODIFIED",
    namespace: "default",
    name: String(cells[0]),
    columns: ["Name", "Ready", "Status", "Restarts", "Age"],
    cells,
    ...more,
  };
}

export function progress(more: Partial<ProgressEvent> = {}): ProgressEvent {
  const longest = {
    name: "[sig-network] Services should serve a basic endpoint from pods",
    since: start - 243_000,
  };
  const others = Array.from({ length: 11 }, (_, n): RunningSpec => ({ name: `spec ${n}`, since: start - n }));
  return {
    kind: "progress",
    at: start,
    total: 441,
    passed: 213,
    failed: 1,
    remaining: 227,
    running: [longest, ...others],
    elapsed: 730_000,
    left: 660_000,
    ...more,
  };
}
