import type { Steps } from "../../async/steps.ts";
import { LogParser } from "../log.ts";
import type { SpecResult } from "../spec.ts";
import { LineCutter } from "./line-cutter.ts";
import { processOf, stampOf } from "./stamps.ts";

/** The part of e2e.log that belongs to one attempt at a spec. */
export interface SpecSlice {
  readonly spec: SpecResult;
  /** Its lines, byte for byte, each with its line end. */
  readonly lines: readonly Uint8Array[];
  /** The number of its first line in e2e.log, from 1. */
  readonly firstLine: number;
  /** Whether lines were left out, because there were more than are kept. */
  readonly cut: boolean;
  /** Its first and its last time, in milliseconds since the epoch; undefined if the log has none with a year, as with Ginkgo 1. */
  readonly began: number | undefined;
  readonly ended: number | undefined;
  /** The ID of the Ginkgo process that ran it, as the framework's lines have it; undefined where the log has none of them: Ginkgo 1's has not. */
  readonly process: number | undefined;
  /** Whether it passed, but not at the first attempt. */
  readonly flaked: boolean;
}

/** Bytes of one spec's lines that are kept; the longest in a real log has a tenth of that. */
const kept = 16 * 2 ** 20;
const blank = 32;
const dash = 45;
// the first byte of ↺
const retryMark = 0xe2;
const decoder = new TextDecoder();

/** Cuts e2e.log into one slice per spec as it comes; chunks may end anywhere, and no more than the current spec is kept. */
export class LogSlices {
  readonly #parser = new LogParser();
  readonly #cutter = new LineCutter();
  #lines: Uint8Array[] = [];
  #bytes = 0;
  /** How many lines of the log were read. */
  #read = 0;
  #cut = false;
  /** A serial log says when a spec starts: what looks like a border within it is not one. */
  #started = false;

  /** The slices that `chunk` completes. */
  push(chunk: Uint8Array): SpecSlice[] {
    return this.#cutter.push(chunk).flatMap((line) => this.#line(line));
  }

  /** What remains at the end of the log. */
  end(): SpecSlice[] {
    const last = this.#cutter.end().flatMap((line) => this.#line(line));
    return [...last, ...this.#take(this.#parser.end())];
  }

  #line(line: Uint8Array): SpecSlice[] {
    this.#read++;
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#bytes > kept && this.#lines.length > 1) {
      this.#bytes -= this.#lines.shift()?.length ?? 0;
      this.#cut = true;
    }
    const found = this.#take(this.#parser.push(line));
    if (found.length === 0 && !this.#started && isDelimiter(line)) this.#begin([]);
    return found;
  }

  #take(events: ReturnType<LogParser["push"]>): SpecSlice[] {
    const found: SpecSlice[] = [];
    for (const event of events) {
      if (event.kind === "spec-started") {
        // its heading is recognized by the place after it, which Ginkgo 1 indents; Ginkgo 1's headings have two lines
        const isOld = this.#lines.at(-1)?.[0] === blank;
        this.#begin(this.#lines.slice(isOld ? -3 : -2));
        this.#started = true;
      } else if (event.kind === "spec-finished") {
        found.push(this.#slice(event.spec));
        this.#begin([]);
      } else if (event.kind === "suite-node-failed") this.#begin([]);
    }
    return found;
  }

  #begin(lines: Uint8Array[]): void {
    this.#lines = lines;
    this.#bytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#cut = false;
    this.#started = false;
  }

  #slice(spec: SpecResult): SpecSlice {
    const lines = isDelimiter(this.#lines.at(-1)) ? this.#lines.slice(0, -1) : this.#lines;
    const firstLine = this.#read - this.#lines.length + 1;
    const began = firstOf(lines, stampOf);
    const ended = began === undefined ? undefined : firstOf(lines.toReversed(), stampOf);
    const process = firstOf(lines, processOf);
    const flaked =
      spec.state === "passed" &&
      lines.some((line) => line[0] === retryMark && headOf(line).startsWith("↺ [FLAKEY TEST"));
    return { spec, lines, firstLine, cut: this.#cut, began, ended, process, flaked };
  }
}

/** Passes the slices of a whole log to `take`, in steps. */
export function* sliceSteps(log: Uint8Array, take: (slice: SpecSlice) => void): Steps<undefined> {
  const slices = new LogSlices();
  for (let from = 0; from < log.length; from += 256 * 1024) {
    for (const slice of slices.push(log.subarray(from, from + 256 * 1024))) take(slice);
    yield;
  }
  for (const slice of slices.end()) take(slice);
  return undefined;
}

/** The lines of a slice as text, without line ends. */
export function sliceText({ lines }: Pick<SpecSlice, "lines">): string[] {
  return lines.map((line) => decoder.decode(line).replace(/\r?\n$/, ""));
}

/** What `read` finds in the first line that has it; most lines need not be decoded for that. */
function firstOf(
  lines: readonly Uint8Array[],
  read: (text: string) => number | undefined,
): number | undefined {
  for (const line of lines) {
    const found = read(headOf(line));
    if (found !== undefined) return found;
  }
  return undefined;
}

function headOf(line: Uint8Array): string {
  return decoder.decode(line.subarray(0, 4096));
}

function isDelimiter(line: Uint8Array | undefined): boolean {
  return (
    line !== undefined && line[0] === dash && line.length < 40 && /^-{30}\r?\n?$/.test(decoder.decode(line))
  );
}
