import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { digestOf, unwritable } from "../results/files.ts";

/** A file of the run as it arrived on this machine. */
export interface CollectedFile {
  readonly name: "e2e.log" | "junit_01.xml";
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the sha256 matches that of the file in the pod. */
  readonly verified: boolean;
}

/** e2e.log as it comes, under a temporary name until it is complete. */
export class LogCopy {
  readonly #target: string;
  readonly #file: FileHandle;
  #open = true;
  #sha256: string | undefined;
  bytes = 0;

  private constructor(target: string, file: FileHandle) {
    this.#target = target;
    this.#file = file;
  }

  static async open(target: string): Promise<LogCopy> {
    return new LogCopy(target, await open(`${target}.part`, "w"));
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw unwritable(this.#target, error);
    }
    this.bytes += bytes.length;
  }

  /** The finished copy, compared with the digest from the pod; undefined if nothing came. May be called again. */
  async close(digest: string | undefined): Promise<CollectedFile | undefined> {
    await this.release();
    if (this.bytes === 0) {
      await rm(`${this.#target}.part`, { force: true });
      return undefined;
    }
    if (this.#sha256 === undefined) {
      await rename(`${this.#target}.part`, this.#target);
      // what is on disk counts: somebody else may have continued the same run in the same folder
      this.#sha256 = (await digestOf(this.#target)).sha256;
    }
    const sha256 = this.#sha256;
    return { name: "e2e.log", path: this.#target, bytes: this.bytes, sha256, verified: sha256 === digest };
  }

  async release(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }
}
