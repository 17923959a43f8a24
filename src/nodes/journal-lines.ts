import { LineCutter } from "../suite/log/line-cutter.ts";
import { stampIn } from "./stamp.ts";
import { isRemark, type Trouble, troubleIn } from "./trouble.ts";

const second = 1000;
// bytes of a line of which its beginning is looked at
const beginning = 400;

/** What the lines of a journal are taken between, in milliseconds since the epoch. */
export interface Span {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/**
 * The lines of a journal as kubelets send it, in one answer or in several that continue where the one before was cut: exactly those of a
 * span, none twice, and none that are not of the log.
 */
export class JournalLines {
  readonly #span: Span;
  readonly #now: number;
  #cutter = new LineCutter();
  // the lines with the last second, which the next answer begins with
  #atEnd: string[] = [];
  #again: string[] = [];
  #isWanted = false;
  #blank: Uint8Array[] = [];
  /** The time of the last line with a time. */
  last: number | undefined;
  trouble: Trouble | undefined;

  constructor(span: Span, now: number) {
    this.#span = span;
    this.#now = now;
  }

  /** The lines that are complete with this chunk. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    return this.#cutter.push(chunk).flatMap((line) => this.#take(line));
  }

  /** What remains of an answer that is whole. */
  end(): readonly Uint8Array[] {
    return this.#cutter.end().flatMap((line) => this.#take(line));
  }

  /** Gets ready for an answer that begins with the second of the last line. Drops a line that was cut. */
  again(): void {
    this.#cutter = new LineCutter();
    this.#again = this.#atEnd;
    this.#atEnd = [];
    this.#blank = [];
  }

  #take(line: Uint8Array): readonly Uint8Array[] {
    const text = Buffer.from(line.subarray(0, beginning)).toString("utf8").trimEnd();
    // the kubelet writes one before each of its errors
    if (text === "") {
      this.#blank.push(line);
      return [];
    }
    const at = stampIn(text, this.#now);
    if (at === undefined && !/^\s/.test(text)) {
      const trouble = troubleIn(text);
      this.trouble ??= trouble;
      if (trouble !== undefined || isRemark(text)) {
        this.#blank = [];
        return [];
      }
    }
    const lines = this.#isWanted ? [...this.#blank, line] : [line];
    this.#blank = [];
    return this.#wants(at, line) ? lines : [];
  }

  #wants(at: number | undefined, line: Uint8Array): boolean {
    if (at === undefined) return this.#isWanted;
    const { since, until } = this.#span;
    this.#isWanted = (since === undefined || at >= since) && (until === undefined || at <= until);
    const whole = Buffer.from(line).toString("latin1");
    if (this.last === undefined || Math.floor(at / second) !== Math.floor(this.last / second))
      this.#atEnd = [];
    this.#atEnd.push(whole);
    this.last = at;
    const known = this.#again.indexOf(whole);
    if (known < 0) return this.#isWanted;
    this.#again.splice(known, 1);
    this.#isWanted = false;
    return false;
  }
}
