import { clearTimeout, setTimeout } from "node:timers";
import type { Io } from "../process/io.ts";
import type { RunEvent } from "../run/events.ts";

/** One way of showing a run. */
export interface Display {
  show(event: RunEvent): void;
  /** A line from the command itself, among what is shown; control characters in it are made visible. */
  note(line: string): void;
  /** Holds everything back, so that the user can be asked something, until `resume`. */
  pause(): void;
  resume(): void;
  /** Writes what is still held back and removes the bar; may be called twice. */
  close(): void;
}

/** A display of only events, which has nothing to hold back. */
export function showing(show: Display["show"]): Display {
  return { show, note() {}, pause() {}, resume() {}, close() {} };
}

/** What a display needs from the process. */
export type DisplayIo = Pick<Io, "stdout" | "stderr" | "env" | "now">;

/** Calls later; passed in, so that a test controls the clock. */
export interface Timers {
  /** Calls once after `ms` milliseconds; the returned function cancels. */
  after(ms: number, call: () => void): () => void;
}

/** `Timers` of the process; they do not keep it alive. */
export const realTimers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
