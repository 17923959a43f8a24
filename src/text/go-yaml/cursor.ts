import type { Characters } from "./characters.ts";
import { YamlFault } from "./fault.ts";

/** A position in the text. */
export interface Mark {
  readonly at: number;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

const mostBlank = 511;

/** Walks through the characters, and keeps track of the line and the column. After the end there are empty strings. */
export class Cursor {
  readonly #text: string;
  readonly #bad: Characters["bad"];
  at = 0;
  line = 1;
  column = 0;

  constructor({ text, bad }: Characters) {
    this.#text = text;
    this.#bad = bad;
  }

  get mark(): Mark {
    return { at: this.at, line: this.line, column: this.column };
  }

  /** @throws YamlFault if the characters cannot be read */
  peek(ahead = 0): string {
    const at = this.at + ahead;
    if (this.#bad !== undefined && at >= this.#bad.from) throw this.#bad.fault;
    return this.#text.charAt(at);
  }

  /** Skips characters of the line. */
  skip(count = 1): void {
    this.at += count;
    this.column += count;
  }

  /** Skips a line break, and returns what it stands for. */
  skipBreak(): string {
    const found = this.peek();
    this.at += found === "\r" && this.peek(1) === "\n" ? 2 : 1;
    this.line++;
    this.column = 0;
    return found === "\u2028" || found === "\u2029" ? found : "\n";
  }

  take(): string {
    const found = this.peek();
    this.skip();
    return found;
  }

  takeWhile(is: (character: string) => boolean): string {
    const from = this.at;
    while (is(this.peek())) this.skip();
    return this.#text.slice(from, this.at);
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) this.skip();
  }

  skipComment(): void {
    if (this.peek() === "#") while (!isBreakOrEnd(this.peek())) this.skip();
  }

  /** go-yaml v3 collects comments: what is blank between two of them is skipped with them, even a tab, for as long as its buffer reaches. */
  skipComments(): void {
    while (this.peek() === "#") {
      this.skipComment();
      let ahead = 0;
      while (ahead < mostBlank && (isBlank(this.peek(ahead)) || isBreak(this.peek(ahead)))) ahead++;
      if (this.peek(ahead) !== "#") return;
      for (const end = this.at + ahead; this.at < end; ) {
        if (isBreak(this.peek())) this.skipBreak();
        else this.skip();
      }
    }
  }

  /** `---` or `...` at the start of a line. */
  isAtDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const first = this.peek();
    return (
      (first === "-" || first === ".") &&
      this.peek(1) === first &&
      this.peek(2) === first &&
      isBlankOrEnd(this.peek(3))
    );
  }

  fault(why: string): YamlFault {
    return new YamlFault(why, this.line);
  }
}

export function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

export function isBreak(character: string): boolean {
  return character !== "" && "\n\r\u0085\u2028\u2029".includes(character);
}

export function isBreakOrEnd(character: string): boolean {
  return character === "" || isBreak(character);
}

export function isBlankOrEnd(character: string): boolean {
  return isBlank(character) || isBreakOrEnd(character);
}

export function isWordCharacter(character: string): boolean {
  return /^[\w-]$/.test(character);
}
