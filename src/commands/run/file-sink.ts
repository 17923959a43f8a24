import { closeSync, openSync, writeSync } from "node:fs";
import type { Sink } from "../../process/io.ts";
import { unwritable } from "../../results/files.ts";

/** A file as a sink, written behind what it holds. Each write is on its way when it returns, so that a full disk is told at once. */
export class FileSink implements Sink {
  readonly isTTY = false;
  readonly columns = undefined;
  readonly #path: string;
  readonly #file: number;

  /** @throws RunError naming the file where it cannot be opened */
  constructor(path: string) {
    this.#path = path;
    this.#file = this.#named(() => openSync(path, "a"));
  }

  /** @throws RunError naming the file where it cannot be written */
  write(text: string): void {
    const bytes = Buffer.from(text);
    // a disk that is nearly full takes a part, and tells so only at the next
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
