import { closeSync, openSync, writeSync } from "node:fs";
import type { Sink } from "../../io.ts";
import { unwritable } from "../../results/files.ts";

/** A file as a sink, written behind what it holds. Each write is on its way when it returns, so that a full disk is told at once. */
export class FileSink implements Sink {
  readonly isTTY = false;
  readonly columns = undefined;
  readonly #path: string;
  readonly #file: number;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, "a");
  }

  /** @throws RunError naming the file where it cannot be written */
  write(text: string): void {
    try {
      writeSync(this.#file, text);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
