import type { Sink } from "../../process/io.ts";
import { LineCutter } from "../../suite/log/line-cutter.ts";
import { safe } from "../../text/safe.ts";

/** Prints the lines of one log, each after its prefix, with everything visible that could control a terminal, except tabs. */
export class LinePrinter {
  readonly #sink: Sink;
  readonly #prefix: string;
  readonly #decoder = new TextDecoder();
  readonly #cutter = new LineCutter();

  /** An empty prefix is none. */
  constructor(sink: Sink, prefix: string) {
    this.#sink = sink;
    this.#prefix = prefix === "" ? "" : `${prefix} `;
  }

  push(bytes: Uint8Array): void {
    const text = this.#cutter.push(bytes).map((line) => this.#line(line));
    if (text.length > 0) this.#sink.write(text.join(""));
  }

  /** A last line without a line end gets one. */
  end(): void {
    for (const line of this.#cutter.end()) this.#sink.write(this.#line(line));
  }

  #line(line: Uint8Array): string {
    const text = this.#decoder.decode(line).replace(/\r?\n$/, "");
    return `${this.#prefix}${text.split("\t").map(safe).join("\t")}\n`;
  }
}
