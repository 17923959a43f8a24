import { safe } from "../text/safe.ts";

// bytes of the beginning, and of the end
const kept = 2048;
const mostLines = 6;
const longestLine = 300;

/** What a program printed, for a message: if it is long, the beginning and the end. */
export class ProgramOutput {
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #bytes = 0;

  add(bytes: Buffer): void {
    this.#bytes += bytes.length;
    const room = kept - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, bytes.subarray(0, room)]);
    const rest = bytes.subarray(Math.max(0, room));
    if (rest.length > 0) this.#tail = Buffer.from(Buffer.concat([this.#tail, rest]).subarray(-kept));
  }

  /** Bytes in all. */
  get bytes(): number {
    return this.#bytes;
  }

  /** At most six lines, safe for a terminal; empty if nothing was printed. */
  text(): string {
    const isWhole = this.#bytes <= this.#head.length + this.#tail.length;
    const parts = isWhole
      ? [Buffer.concat([this.#head, this.#tail])]
      : [this.#head, Buffer.from("\n…\n"), this.#tail];
    const lines = Buffer.concat(parts)
      .toString("utf8")
      .split(/[\r\n]+/)
      .map((line) => clip(safe(line.trimEnd())))
      .filter((line) => line !== "");
    if (lines.length <= mostLines) return lines.join("\n");
    const half = mostLines / 2;
    return [...lines.slice(0, half), "…", ...lines.slice(1 - half)].join("\n");
  }
}

function clip(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
