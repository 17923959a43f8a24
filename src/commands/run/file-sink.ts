import { closeSync, openSync, writeSync } from "node:fs";
import type { Sink } from "../../process/io.ts";
import { unwritable } from "../../results/files.ts";

/** A file as a sink; text is appended. Each write is on its way when it returns, so a full disk is reported at once. */
export class FileSink implements Sink {
  readonly isTTY = false;
  readonly columns = undefined;
  readonly #path: string;
  readonly #file: number;

  /** @throws RunError naming the file if it cannot be opened */
  constructor(path: string) {
    this.#path = path;
    this.#file = this.#named(() => openSync(path, "a"));
  }

  /** @throws RunError naming the file if it cannot be written */
  write(text: string): void {
    const bytes = Buffer.from(text);
    // a disk that is almost full takes a part, and reports the error only at the next write
    for (let done = 0; done < bytes.length; ) {
      done += this.#named(() => writeSync(this.#file, bytes, done));
    }
  }

  /** @throws RunError as `write` */
  close(): void {
    this.#named(() => closeSync(this.#file));
  }

  #named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}
