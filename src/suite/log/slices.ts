import type { Steps } from "../../async/steps.ts";
import { LogParser } from "../log.ts";
import type { SpecResult } from "../spec.ts";
import { Lines } from "./lines.ts";
import { processOf, stampOf } from "./stamps.ts";

/** The part of e2e.log that belongs to one attempt at a spec. */
export interface SpecSlice {
  readonly spec: SpecResult;
  /** Its lines, byte for byte, with their line ends. */
  readonly bytes: Uint8Array;
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
const newline = 10;
const decoder = new TextDecoder();

/** Bytes that were pushed, and where they begin in the log. */
interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * Cuts e2e.log into one slice per spec as it comes; chunks may end anywhere, and no more than the current spec is kept. A chunk must not
 * change after it was pushed: a log has tens of thousands of lines, so they are kept as places in the chunks, not as objects of their own.
 */
export class LogSlices {
  readonly #parser = new LogParser();
  readonly #texts = new Lines();
  #pieces: Piece[] = [];
  /** Where each line of the current spec begins in the log. */
  #starts: number[] = [];
  /** Where the line begins that is not complete yet, and where the log ends so far. */
  #next = 0;
  #end = 0;
  /** How many lines of the log were read. */
  #read = 0;
  #cut = false;
  /** A serial log says when a spec starts: what looks like a border within it is not one. */
  #started = false;

  /** The slices that `chunk` completes. */
  push(chunk: Uint8Array): SpecSlice[] {
    const at = this.#end;
    this.#pieces.push({ at, bytes: chunk });
    this.#end += chunk.length;
    const found: SpecSlice[] = [];
    for (const text of this.#texts.push(chunk)) {
      const end = at + chunk.indexOf(newline, Math.max(0, this.#next - at)) + 1;
      found.push(...this.#line(text, end));
    }
    this.#forget();
    return found;
  }

  /** What remains at the end of the log. */
  end(): SpecSlice[] {
    const last = this.#texts.end().flatMap((text) => this.#line(text, this.#end));
    return [...last, ...this.#take(this.#parser.end())];
  }

  #line(text: string, end: number): SpecSlice[] {
    this.#read++;
    this.#starts.push(this.#next);
    this.#next = end;
    const found = this.#take(this.#parser.line(text));
    if (found.length === 0 && !this.#started && isDelimiter(text)) this.#begin([]);
    return found;
  }

  #take(events: ReturnType<LogParser["push"]>): SpecSlice[] {
    const found: SpecSlice[] = [];
    for (const event of events) {
      if (event.kind === "spec-started") {
        // its heading is recognized by the place after it, which Ginkgo 1 indents; Ginkgo 1's headings have two lines
        const isOld = this.#text(this.#starts.length - 1).startsWith(" ");
        this.#begin(this.#starts.slice(isOld ? -3 : -2));
        this.#started = true;
      } else if (event.kind === "spec-finished") {
        found.push(this.#slice(event.spec));
        this.#begin([]);
      } else if (event.kind === "suite-node-failed") this.#begin([]);
    }
    return found;
  }

  #begin(starts: number[]): void {
    this.#starts = starts;
    this.#cut = false;
    this.#started = false;
  }

  /** Lets go of what no slice will have. */
  #forget(): void {
    while (this.#starts.length > 0 && this.#next - (this.#starts[0] ?? 0) > kept) {
      this.#starts.shift();
      this.#cut = true;
    }
    const from = this.#starts[0] ?? this.#next;
    this.#pieces = this.#pieces.filter(({ at, bytes }) => at + bytes.length > from);
  }

  #slice(spec: SpecResult): SpecSlice {
    const count = this.#starts.length;
    const last = count > 0 && isDelimiter(this.#text(count - 1)) ? count - 1 : count;
    const bytes = this.#bytes(this.#starts[0] ?? this.#next, this.#starts[last] ?? this.#next);
    const firstLine = this.#read - count + 1;
    const began = this.#first(0, last, 1, stampOf);
    const ended = began === undefined ? undefined : this.#first(last - 1, -1, -1, stampOf);
    const process = this.#first(0, last, 1, processOf);
    const flaked = spec.state === "passed" && hasRetry(bytes);
    return { spec, bytes, firstLine, cut: this.#cut, began, ended, process, flaked };
  }

  /** What `read` finds in the first line that has it, from one line to before another; most need not be decoded for that. */
  #first(from: number, to: number, step: 1 | -1, read: typeof stampOf): number | undefined {
    for (let index = from; index !== to; index += step) {
      const found = read(this.#text(index));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The beginning of a line of the current spec. */
  #text(index: number): string {
    const from = this.#starts[index] ?? this.#next;
    return decoder.decode(this.#bytes(from, Math.min(this.#starts[index + 1] ?? this.#next, from + 4096)));
  }

  #bytes(from: number, to: number): Uint8Array {
    const parts = this.#pieces
      .filter(({ at, bytes }) => at < to && from < at + bytes.length)
      .map(({ at, bytes }) => bytes.subarray(Math.max(0, from - at), to - at));
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
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
export function sliceText({ bytes }: Pick<SpecSlice, "bytes">): string[] {
  const lines = decoder.decode(bytes).split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

const retry = Buffer.from("↺ [FLAKEY TEST");

/** Whether a line says that Ginkgo tried the spec again. */
function hasRetry(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = text.indexOf(retry); at >= 0; at = text.indexOf(retry, at + 1))
    if (at === 0 || text[at - 1] === newline) return true;
  return false;
}

function isDelimiter(text: string): boolean {
  return text.startsWith("-") && /^-{30}\r?\n?$/.test(text);
}
