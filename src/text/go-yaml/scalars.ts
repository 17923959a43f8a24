import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from "./cursor.ts";
import { YamlFault } from "./fault.ts";

/** Joins the lines of a string as YAML does: a single line break becomes a space; of several, the first is dropped. */
class Folding {
  #blanks = "";
  #first = "";
  #others = "";
  /** Whether there was a line break since the last character. */
  isBroken = false;

  blank(character: string): void {
    if (!this.isBroken) this.#blanks += character;
  }

  lineBreak(character: string): void {
    if (this.isBroken) this.#others += character;
    else {
      this.#blanks = "";
      this.#first = character;
      this.isBroken = true;
    }
  }

  /** A line that ends with a backslash joins the next without a space. */
  escapedBreak(): void {
    this.isBroken = true;
  }

  /** The replacement for the spaces and line breaks since the last character. */
  take(): string {
    const folded = this.#first === "\n" ? this.#others || " " : this.#first + this.#others;
    const found = this.isBroken ? folded : this.#blanks;
    this.#blanks = "";
    this.#first = "";
    this.#others = "";
    this.isBroken = false;
    return found;
  }
}

/** Reads a string in single or double quotes, with the cursor on the opening quote. */
export function quotedText(cursor: Cursor): string {
  const { line } = cursor;
  const quote = cursor.take();
  const folding = new Folding();
  let text = "";
  for (;;) {
    if (cursor.isAtDocumentMark())
      throw cursor.fault(`the quoted text that starts in line ${line} has no closing quote before this line`);
    if (cursor.peek() === "")
      throw new YamlFault("the quoted text that starts on this line has no closing quote", line);
    while (!isBlankOrEnd(cursor.peek())) {
      const character = cursor.peek();
      if (character === quote && quote === "'" && cursor.peek(1) === quote) {
        text += quote;
        cursor.skip(2);
      } else if (character === quote) break;
      else if (character === "\\" && quote === '"') {
        if (isBreak(cursor.peek(1))) {
          cursor.skip();
          cursor.skipBreak();
          folding.escapedBreak();
          break;
        }
        text += escaped(cursor);
      } else text += cursor.take();
    }
    if (cursor.peek() === quote) break;
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBlank(cursor.peek())) folding.blank(cursor.take());
      else folding.lineBreak(cursor.skipBreak());
    }
    text += folding.take();
  }
  cursor.skip();
  return text;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escaped(cursor: Cursor): string {
  cursor.skip();
  const name = cursor.peek();
  const plain = Object.hasOwn(escapes, name) ? escapes[name] : undefined;
  if (plain !== undefined) {
    cursor.skip();
    return plain;
  }
  const length = Object.hasOwn(hexDigits, name) ? (hexDigits[name] ?? 0) : 0;
  if (length === 0) throw cursor.fault(`"\\${name}" is not an escape in a double-quoted text`);
  cursor.skip();
  let digits = "";
  for (let ahead = 0; ahead < length; ahead++) digits += cursor.peek(ahead);
  const code = /^[0-9A-Fa-f]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw cursor.fault(`"\\${name}${digits.trim()}" is not the code of a character`);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** A plain (unquoted) string, and whether it ended with a line break. */
export interface PlainText {
  readonly text: string;
  /** Where its last character ends. */
  readonly end: number;
  readonly endsLine: boolean;
}

/** Reads a plain string; `indent` is that of the mapping or list it is in. */
export function plainText(cursor: Cursor, indent: number, isInFlow: boolean): PlainText {
  const folding = new Folding();
  let text = "";
  let end = cursor.at;
  for (;;) {
    if (cursor.isAtDocumentMark() || cursor.peek() === "#") break;
    while (!isBlankOrEnd(cursor.peek())) {
      const character = cursor.peek();
      if (character === ":" && isBlankOrEnd(cursor.peek(1))) break;
      if (isInFlow && ",?[]{}".includes(character)) break;
      text += folding.take() + cursor.take();
      end = cursor.at;
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBreak(cursor.peek())) folding.lineBreak(cursor.skipBreak());
      else if (folding.isBroken && cursor.column <= indent && cursor.peek() === "\t")
        throw cursor.fault("the line is indented with a tab; YAML allows only spaces");
      else folding.blank(cursor.take());
    }
    if (!isInFlow && cursor.column <= indent) break;
  }
  return { text, end, endsLine: folding.isBroken };
}

/** Reads a block string, with the cursor on its `|` or `>`; `indent` is that of the mapping or list it is in. */
export function blockText(cursor: Cursor, parentIndent: number): string {
  const isLiteral = cursor.take() === "|";
  const { keep, increment } = blockHeader(cursor);
  const parent = Math.max(parentIndent, 0);
  const lines = new BlockLines(cursor, parentIndent, increment > 0 ? parent + increment : 0);
  let text = "";
  let lineBreak = "";
  let empty = lines.emptyLines();
  let wasBlank = false;
  while (cursor.column === lines.indent && cursor.peek() !== "") {
    const startsBlank = isBlank(cursor.peek());
    const isFolded = !isLiteral && !wasBlank && !startsBlank && lineBreak === "\n";
    text += isFolded ? (empty === "" ? " " : "") : lineBreak;
    text += empty;
    wasBlank = startsBlank;
    text += cursor.takeWhile((character) => !isBreakOrEnd(character));
    lineBreak = cursor.peek() === "" ? "" : cursor.skipBreak();
    empty = lines.emptyLines();
  }
  if (keep !== "none") text += lineBreak;
  return keep === "all" ? text + empty : text;
}

/** What follows `|` or `>`: which line breaks at the end are kept, and how far the string is indented. */
function blockHeader(cursor: Cursor): { keep: "none" | "one" | "all"; increment: number } {
  let keep: "none" | "one" | "all" = "one";
  let increment = 0;
  const chomping = () => {
    if (cursor.peek() !== "+" && cursor.peek() !== "-") return false;
    keep = cursor.take() === "+" ? "all" : "none";
    return true;
  };
  const hadChomping = chomping();
  if (/^\d$/.test(cursor.peek())) {
    if (cursor.peek() === "0") throw cursor.fault("a block text cannot be indented by 0");
    increment = Number(cursor.take());
    if (!hadChomping) chomping();
  }
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.peek())) throw cursor.fault("a block text starts in the line after its | or >");
  if (cursor.peek() !== "") cursor.skipBreak();
  return { keep, increment };
}

class BlockLines {
  readonly #cursor: Cursor;
  readonly #parentIndent: number;
  /** 0 until the first non-empty line. */
  indent: number;

  constructor(cursor: Cursor, parentIndent: number, indent: number) {
    this.#cursor = cursor;
    this.#parentIndent = parentIndent;
    this.indent = indent;
  }

  /** Skips empty lines and the indentation of the line after them. */
  emptyLines(): string {
    const cursor = this.#cursor;
    let breaks = "";
    let deepest = 0;
    for (;;) {
      const isBefore = () => this.indent === 0 || cursor.column < this.indent;
      while (isBefore() && cursor.peek() === " ") cursor.skip();
      deepest = Math.max(deepest, cursor.column);
      if (isBefore() && cursor.peek() === "\t")
        throw cursor.fault("the block text is indented with a tab; YAML allows only spaces");
      if (!isBreak(cursor.peek())) break;
      breaks += cursor.skipBreak();
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.#parentIndent + 1, 1);
    return breaks;
  }
}
