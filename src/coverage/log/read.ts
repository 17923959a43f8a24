import type { Recorder } from "../recorder.ts";
import { EventScanner, unescaped } from "./event-scanner.ts";
import { parseLine } from "./parse-line.ts";

/** A line that is not an event. */
export interface BrokenLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly why: string;
}

/** What was read of a log. */
export interface LogReading {
  /** Events, repeats included. */
  readonly read: number;
  /** Lines, and parts of batches, that are not events. */
  readonly broken: number;
  /** The first of them. */
  readonly shown: readonly BrokenLine[];
}

/** How many broken lines of a log are kept to be shown. */
export const mostShown = 10;
/** The longest line: the API server takes objects of up to 3 MiB, and its webhook sends 400 events at once. */
const longest = 64 * 1024 * 1024;
const newline = 10;

/** Where the requests of a log go. */
export type Taker = Pick<Recorder, "clientOf" | "take" | "since">;

/** Reads the lines of one log, or of a part of it, wherever its pieces end. */
export class LogReader implements LogReading {
  readonly #name: string;
  readonly #taker: Taker;
  readonly #isStart: boolean;
  readonly #scanner: EventScanner<number>;
  #parts: Uint8Array[] = [];
  #length = 0;
  #line = 0;
  #isSkipping = false;
  read = 0;
  broken = 0;
  readonly shown: BrokenLine[] = [];

  /** @param isStart whether it begins with the first line of the log */
  constructor(name: string, taker: Taker, isStart = true) {
    this.#name = name;
    this.#taker = taker;
    this.#isStart = isStart;
    this.#scanner = new EventScanner((agent) =>
      taker.clientOf(agent === undefined ? undefined : unescaped(agent)),
    );
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#line;
  }

  /** Whether the end of a line is still to come. */
  get isWithinLine(): boolean {
    return this.#length > 0 || this.#isSkipping;
  }

  /** Takes bytes; they may be used again afterwards. */
  push(chunk: Uint8Array): void {
    const end = chunk.lastIndexOf(newline) + 1;
    let from = 0;
    if (end > 0 && this.#parts.length > 0) {
      // only the line that goes on is copied
      from = chunk.indexOf(newline) + 1;
      this.#take(this.#join(chunk.subarray(0, from)));
    }
    if (from < end) this.#take(this.#join(chunk.subarray(from, end)));
    if (end === chunk.length || this.#isSkipping) return;
    this.#parts.push(Buffer.from(chunk.subarray(end)));
    this.#length += chunk.length - end;
    if (this.#length <= longest) return;
    // its end is still to come
    this.#isSkipping = true;
    this.#parts = [];
    this.#length = 0;
  }

  /** Takes a last line without a line end. */
  end(): void {
    if (this.isWithinLine) this.#take(this.#join(Buffer.from("\n")));
  }

  #join(last: Uint8Array): string {
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#length = 0;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  }

  /** Takes whole lines, each character a byte. */
  #take(text: string): void {
    let at = 0;
    if (this.#isSkipping) {
      this.#isSkipping = false;
      this.#line++;
      this.#reject("is longer than 64 MiB");
      at = text.indexOf("\n") + 1;
    }
    // a byte order mark
    if (this.#isStart && this.#line === 0 && text.startsWith("\xef\xbb\xbf")) at = 3;
    const scanner = this.#scanner;
    const taker = this.#taker;
    const { since } = taker;
    while (at < text.length) {
      this.#line++;
      const next = scanner.scan(text, at);
      if (next >= 0) {
        this.read++;
        if (since === undefined || scanner.stageTimestamp >= since)
          taker.take(scanner.auditId, scanner.verb, scanner.requestUri, scanner.sender ?? 0, true);
        at = next;
        continue;
      }
      const end = text.indexOf("\n", at);
      this.#parse(text.slice(at, end));
      at = end + 1;
    }
  }

  #parse(raw: string): void {
    if (raw.trim() === "") return;
    const { events, broken } = parseLine(Buffer.from(raw, "latin1").toString("utf8"));
    const { since } = this.#taker;
    for (const { auditId, verb, requestUri, userAgent, stageTimestamp } of events) {
      this.read++;
      if (since !== undefined && (stageTimestamp ?? "") < since) continue;
      this.#taker.take(auditId, verb, requestUri, this.#taker.clientOf(userAgent), false);
    }
    for (const why of broken) this.#reject(why);
  }

  #reject(why: string): void {
    this.broken++;
    if (this.shown.length < mostShown) this.shown.push({ file: this.#name, line: this.#line, why });
  }
}
