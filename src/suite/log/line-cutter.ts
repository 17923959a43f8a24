/** Bytes after which a line counts as complete, even without a line end. */
const longest = 2 ** 20;
const newline = 10;

/** Cuts bytes into lines that keep their line ends, wherever the chunks end; a line of more than a mebibyte comes in parts. */
export class LineCutter {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** The lines that `chunk` completes. */
  push(chunk: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      lines.push(this.#join(chunk.subarray(from, at + 1)));
      from = at + 1;
    }
    if (from < chunk.length) {
      this.#parts.push(chunk.subarray(from));
      this.#bytes += chunk.length - from;
    }
    return this.#bytes > longest ? [...lines, ...this.end()] : lines;
  }

  /** A last line without a line end. */
  end(): Uint8Array[] {
    return this.#bytes === 0 ? [] : [this.#join(new Uint8Array())];
  }

  #join(last: Uint8Array): Uint8Array {
    if (this.#parts.length === 0) return last;
    const whole = new Uint8Array(this.#bytes + last.length);
    let at = 0;
    for (const part of [...this.#parts, last]) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#bytes = 0;
    return whole;
  }
}
