import { LineCutter } from "../suite/log/line-cutter.ts";
import { grepPattern, type Wanted } from "./query.ts";
import { stampIn } from "./stamp.ts";

// bytes of a line that are looked at
const longest = 16 * 1024;
// bytes of the last lines that are kept
const mostKept = 64 * 1024 * 1024;

/** Chooses lines of a file as journalctl chooses those of a journal. Lines without a time belong to the one before. */
export class FileLines {
  readonly #wanted: Wanted;
  readonly #now: number;
  readonly #pattern: RegExp | undefined;
  readonly #cutter = new LineCutter();
  #isWithin: boolean;
  #hasTime = false;
  #count = 0;
  #last: Uint8Array[] = [];
  #isReleased = false;
  #bytes = 0;

  constructor(wanted: Wanted, now: number) {
    this.#wanted = wanted;
    this.#now = now;
    this.#pattern = wanted.grep === undefined ? undefined : grepPattern(wanted.grep);
    // until there is a time, nothing is left out for it
    this.#isWithin = true;
  }

  /** Whether times are wanted, and the file has none. */
  get hasNoTimes(): boolean {
    const { since, until } = this.#wanted;
    return (since !== undefined || until !== undefined) && this.#count > 0 && !this.#hasTime;
  }

  /** The wanted ones of the lines that are complete with this chunk; none before the end if only the last are wanted. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    return this.#choose(this.#cutter.push(chunk));
  }

  /** The last lines so far; from here on, every line that is wanted goes through. */
  release(): readonly Uint8Array[] {
    this.#isReleased = true;
    return this.#last.splice(0);
  }

  end(): readonly Uint8Array[] {
    const rest = this.#choose(this.#cutter.end());
    return this.#wanted.tail === undefined ? rest : this.#last.splice(0);
  }

  #choose(lines: readonly Uint8Array[]): readonly Uint8Array[] {
    const chosen = lines.filter((line) => this.#wants(line));
    const { tail } = this.#wanted;
    if (tail === undefined || this.#isReleased) return chosen;
    for (const line of chosen) {
      this.#last.push(line);
      this.#bytes += line.length;
    }
    while (this.#last.length > tail || (this.#bytes > mostKept && this.#last.length > 1))
      this.#bytes -= this.#last.shift()?.length ?? 0;
    return [];
  }

  #wants(line: Uint8Array): boolean {
    this.#count += 1;
    const { since, until } = this.#wanted;
    const isTimed = since !== undefined || until !== undefined;
    if (!isTimed && this.#pattern === undefined) return true;
    const text = Buffer.from(line.subarray(0, longest)).toString("utf8");
    const at = isTimed ? stampIn(text, this.#now) : undefined;
    if (at !== undefined) {
      this.#hasTime = true;
      this.#isWithin = (since === undefined || at >= since) && (until === undefined || at <= until);
    }
    return this.#isWithin && (this.#pattern === undefined || this.#pattern.test(text.trimEnd()));
  }
}
