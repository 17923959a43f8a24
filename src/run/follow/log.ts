import { type LogEvent, LogParser } from "../../suite/log.ts";
import { type CollectedFile, LogCopy } from "../log-copy.ts";

/**
 * e2e.log as it comes: the copy on disk, how far it goes, and what its bytes say, in one object, so that reading continues
 * together with parsing where the last byte left off.
 */
export class SuiteLog {
  readonly #copy: LogCopy;
  readonly #parser = new LogParser();

  private constructor(copy: LogCopy) {
    this.#copy = copy;
  }

  /** Starts the copy next to `target`. */
  static async open(target: string): Promise<SuiteLog> {
    return new SuiteLog(await LogCopy.open(target));
  }

  /** Bytes that are here. */
  get offset(): number {
    return this.#copy.bytes;
  }

  /** Stores the next bytes, and returns what they say. Throws RunError if they cannot be written. */
  async take(bytes: Uint8Array): Promise<LogEvent[]> {
    await this.#copy.write(bytes);
    return this.#parser.push(bytes);
  }

  /** There are no more bytes: what the last of them say. */
  end(): LogEvent[] {
    return this.#parser.end();
  }

  /** The finished copy, compared with the digest from the pod if there is one; undefined if nothing came. */
  close(digest: string | undefined): Promise<CollectedFile | undefined> {
    return this.#copy.close(digest);
  }

  release(): Promise<void> {
    return this.#copy.release();
  }
}
