import { findNames } from "../required/find.ts";
import { LineCutter } from "./line-cutter.ts";
import { LogSlices } from "./slices.ts";
import { stampOf } from "./stamps.ts";

/** What of e2e.log is wanted. */
export interface LogWanted {
  /** Of the tests with this name, with this in their name, or with these words in it. */
  readonly test?: string | undefined;
  /** From the first line of this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** The year of lines that have none. */
  readonly year: number;
  /** The last lines of what is left. */
  readonly tail?: number | undefined;
}

/** Bytes of the last lines that are kept. */
const kept = 64 * 2 ** 20;

/** Leaves of e2e.log what is wanted, as it comes, byte for byte; chunks may end anywhere. */
export class LogFilter {
  readonly #wanted: LogWanted;
  readonly #slices: LogSlices | undefined;
  readonly #cutter = new LineCutter();
  #isLate: boolean;
  #last: Uint8Array[] = [];
  #bytes = 0;
  /** The tests whose lines were wanted. */
  readonly found = new Set<string>();

  constructor(wanted: LogWanted) {
    this.#wanted = wanted;
    this.#slices = wanted.test === undefined ? undefined : new LogSlices();
    this.#isLate = wanted.since === undefined;
  }

  /** What of `chunk` may go out by now. */
  push(chunk: Uint8Array): Uint8Array[] {
    return this.#lines(
      this.#slices === undefined ? this.#cutter.push(chunk) : this.#of(this.#slices.push(chunk)),
    );
  }

  /** What is left when there is no more log. */
  end(): Uint8Array[] {
    const rest = this.#lines(this.#slices === undefined ? this.#cutter.end() : this.#of(this.#slices.end()));
    return [...rest, ...this.#last];
  }

  #of(slices: ReturnType<LogSlices["push"]>): Uint8Array[] {
    const { test = "" } = this.#wanted;
    return slices.flatMap(({ spec, lines }) => {
      if (spec.name !== test && findNames(test, [spec.name]).length === 0) return [];
      this.found.add(spec.name);
      return lines;
    });
  }

  #lines(lines: readonly Uint8Array[]): Uint8Array[] {
    const { tail } = this.#wanted;
    const late = lines.filter((line) => this.#late(line));
    if (tail === undefined) return late;
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
