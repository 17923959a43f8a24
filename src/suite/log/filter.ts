import { findNames } from "../required/find.ts";
import { LineCutter } from "./line-cutter.ts";
import { LogSlices } from "./slices.ts";
import { stampOf } from "./stamps.ts";

/** Which parts of e2e.log to keep. */
export interface LogWanted {
  /** Tests with this name, with this text in their name, or with these words in it. */
  readonly test?: string | undefined;
  /** From the first line at or after this time, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** The year for lines that have none. */
  readonly year: number;
  /** Only the last lines of the rest. */
  readonly tail?: number | undefined;
}

/** Bytes of the last lines that are kept. */
const kept = 64 * 2 ** 20;

/** Filters e2e.log as it comes, byte for byte; chunks may end anywhere. */
export class LogFilter {
  readonly #wanted: LogWanted;
  readonly #slices: LogSlices | undefined;
  readonly #cutter = new LineCutter();
  #isLate: boolean;
  #isReleased = false;
  #last: Uint8Array[] = [];
  #bytes = 0;
  /** The tests whose lines matched. */
  readonly found = new Set<string>();

  constructor(wanted: LogWanted) {
    this.#wanted = wanted;
    this.#slices = wanted.test === undefined ? undefined : new LogSlices();
    this.#isLate = wanted.since === undefined;
  }

  /** The part of `chunk` that can be written now. */
  push(chunk: Uint8Array): Uint8Array[] {
    return this.#lines(
      this.#slices === undefined ? this.#cutter.push(chunk) : this.#of(this.#slices.push(chunk)),
    );
  }

  /** The last lines so far; from here on, every line that is wanted goes through. */
  release(): Uint8Array[] {
    this.#isReleased = true;
    this.#bytes = 0;
    return this.#last.splice(0);
  }

  /** What remains at the end of the log. */
  end(): Uint8Array[] {
    const rest = this.#lines(this.#slices === undefined ? this.#cutter.end() : this.#of(this.#slices.end()));
    return [...rest, ...this.#last];
  }

  #of(slices: ReturnType<LogSlices["push"]>): Uint8Array[] {
    const { test = "" } = this.#wanted;
    return slices.flatMap(({ spec, bytes }) => {
      if (spec.name !== test && findNames(test, [spec.name]).length === 0) return [];
      this.found.add(spec.name);
      const cutter = new LineCutter();
      return [...cutter.push(bytes), ...cutter.end()];
    });
  }

  #lines(lines: readonly Uint8Array[]): Uint8Array[] {
    const { tail } = this.#wanted;
    const late = lines.filter((line) => this.#late(line));
    if (tail === undefined || this.#isReleased) return late;
    for (const line of late) {
      this.#last.push(line);
      this.#bytes += line.length;
    }
    const over = Math.max(0, this.#last.length - tail);
    this.#drop(over);
    while (this.#bytes > kept && this.#last.length > 1) this.#drop(1);
    return [];
  }

  #drop(count: number): void {
    for (const line of this.#last.splice(0, count)) this.#bytes -= line.length;
  }

  #late(line: Uint8Array): boolean {
    const { since, year } = this.#wanted;
    if (this.#isLate || since === undefined) return true;
    const stamp = stampOf(new TextDecoder().decode(line.subarray(0, 4096)), year);
    this.#isLate = stamp !== undefined && stamp >= since;
    return this.#isLate;
  }
}
