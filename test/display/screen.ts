import type { Sink } from "../../src/process/io.ts";

const esc = "\x1b";
const tokens = new RegExp(`${esc}\\[[?\\d;]*[a-zA-Z]|.`, "gsu");
/** Colours and synchronised output change nothing of what stands where. */
const ignored = new RegExp(`^${esc}\\[(\\d*m|\\?2026[hl])$`);

/**
 * A terminal window with what the bar needs of one: lines longer than the window break over several rows and are
 * broken anew when its width changes, the cursor staying on its character.
 */
export class Screen implements Sink {
  readonly isTTY = true;
  /** The width that the program sees; `resize` changes the window first, as real terminals do. */
  columns: number;
  rows: number | undefined;
  #width: number;
  #lines: string[] = [""];
  #line = 0;
  #offset = 0;
  #wraps = true;
  raw = "";
  writes = 0;

  constructor(columns: number) {
    this.columns = columns;
    this.#width = columns;
  }

  /** The window has a new width that the program does not know of yet. */
  resizeUntold(columns: number): void {
    this.#width = columns;
  }

  resize(columns: number): void {
    this.#width = columns;
    this.columns = columns;
  }

  write(text: string): void {
    this.raw += text;
    this.writes += 1;
    for (const [token] of text.matchAll(tokens)) this.#take(token);
  }

  /** The lines on the screen, without the empty one that the cursor may rest on. */
  get lines(): readonly string[] {
    return this.#lines.at(-1) === "" ? this.#lines.slice(0, -1) : this.#lines;
  }

  #take(token: string): void {
    const rowStart = Math.floor(this.#offset / this.#width) * this.#width;
    if (token === "\n") {
      this.#line += 1;
      this.#offset = 0;
      this.#lines[this.#line] ??= "";
    } else if (token === "\r" || token === "\x1b[G") {
      this.#offset = rowStart;
    } else if (token.startsWith("\x1b[") && token.endsWith("A")) {
      this.#line -= Number(token.slice(2, -1));
      this.#offset = 0;
    } else if (token === "\x1b[J") {
      this.#lines = [...this.#lines.slice(0, this.#line), this.#here.slice(0, this.#offset)];
    } else if (token === "\x1b[?7l" || token === "\x1b[?7h") {
      this.#wraps = token.endsWith("h");
    } else if (!token.startsWith("\x1b")) {
      this.#put(token, rowStart + this.#width - 1);
    } else if (!ignored.test(token)) {
      throw new Error(`the screen does not know ${JSON.stringify(token)}`);
    }
  }

  #put(char: string, rowEnd: number): void {
    const at = this.#wraps ? this.#offset : Math.min(this.#offset, rowEnd);
    this.#lines[this.#line] = this.#here.slice(0, at).padEnd(at) + char + this.#here.slice(at + 1);
    // Without autowrap the cursor stays at the right edge.
    this.#offset = this.#wraps ? at + 1 : Math.min(at + 1, rowEnd);
  }

  get #here(): string {
    return this.#lines[this.#line] ?? "";
  }
}
