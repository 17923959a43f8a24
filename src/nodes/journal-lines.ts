import { LineCutter } from "../suite/log/line-cutter.ts";
import { stampIn } from "./stamp.ts";
import { isRemark, type Trouble, troubleIn } from "./trouble.ts";

// bytes of a line of which its beginning is looked at
const beginning = 400;
// `Nov 29 08:37:18`
const toSecond = 15;

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
  // of the last second, with which the next answer begins
  #second = "";
  #secondAt = 0;
  #inSecond = 0;
  #toSkip = 0;
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
    return this.#taken(this.#cutter.push(chunk));
  }

  /** What remains of an answer that is whole. */
  end(): readonly Uint8Array[] {
    return this.#taken(this.#cutter.end());
  }

  /** Gets ready for an answer that begins with the second of the last line. Drops a line that was cut. */
  again(): void {
    this.#cutter = new LineCutter();
    // what was not reached again is still to be skipped
    this.#toSkip += this.#inSecond;
    this.#inSecond = 0;
    this.#blank = [];
  }

  #taken(lines: readonly Uint8Array[]): readonly Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (const line of lines) {
      const text = beginningOf(line, beginning).trimEnd();
      // the kubelet writes one before each of its errors
      if (text === "") {
        if (this.#isWanted) this.#blank.push(line);
        continue;
      }
      const at = this.#stamp(text);
      if (at === undefined && !/^\s/.test(text) && this.#isOfNoLog(text)) {
        this.#blank = [];
        continue;
      }
      taken.push(...this.#blank);
      this.#blank = [];
      if (this.#wants(at)) taken.push(line);
    }
    return taken;
  }

  #isOfNoLog(text: string): boolean {
    const trouble = troubleIn(text);
    this.trouble ??= trouble;
    return trouble !== undefined || isRemark(text);
  }

  #wants(at: number | undefined): boolean {
    // a message of several lines
    if (at === undefined) return this.#isWanted;
    const { since, until } = this.#span;
    this.#isWanted = (since === undefined || at >= since) && (until === undefined || at <= until);
    this.last = at;
    this.#inSecond += 1;
    if (this.#toSkip === 0) return this.#isWanted;
    this.#toSkip -= 1;
    this.#isWanted = false;
    return false;
  }

  /** As `stampIn`; most lines have the second of the one before. */
  #stamp(text: string): number | undefined {
    const fraction = /^\.(\d{3})/.exec(text.slice(toSecond, toSecond + 4))?.[1];
    const second = text.slice(0, toSecond);
    if (second === this.#second && fraction !== undefined) return this.#secondAt + Number(fraction);
    const at = stampIn(text, this.#now);
    if (at === undefined) return undefined;
    this.#second = second;
    this.#secondAt = Math.floor(at / 1000) * 1000;
    this.#inSecond = 0;
    this.#toSkip = 0;
    return at;
  }
}

/** The first bytes of a line, each as a character: times and what programs say of themselves is ASCII. */
export function beginningOf(line: Uint8Array, bytes: number): string {
  return Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, bytes)).toString("latin1");
}
