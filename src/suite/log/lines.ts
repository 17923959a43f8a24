/** Characters kept of a line: the suite's own lines are far shorter, and an endless line must not fill memory. */
const kept = 65_536;

/** Cuts a stream of UTF-8 into lines, wherever the chunks end. */
export class Lines {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** The lines that `chunk` completes, without line ends; of a line longer than 64 Ki characters, only the beginning. */
  push(chunk: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What is left at the end of the stream: a last line without a line end. */
  end(): string[] {
    const lines = this.#split(this.#decoder.decode());
    return this.#rest === "" ? lines : [...lines, this.#take("")];
  }

  #split(text: string): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      lines.push(this.#take(text.slice(from, at)));
      from = at + 1;
    }
    if (this.#rest.length < kept) this.#rest += text.slice(from, from + kept);
    return lines;
  }

  #take(last: string): string {
    const line = (this.#rest + last).slice(0, kept);
    this.#rest = "";
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}
