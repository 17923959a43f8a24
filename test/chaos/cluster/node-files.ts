import { closeSync, fstatSync, globSync, openSync, readSync } from "node:fs";
import path from "node:path";

/** Every pod's own e2e.log, read from its node's disk and held open, so that it outlives its pod. */
export class NodeFiles {
  readonly #state: string;
  readonly #files = new Map<string, number>();
  readonly #timer: ReturnType<typeof setInterval>;

  /** `state` is the folder of a cluster of test/cluster/up. */
  constructor(state: string) {
    this.#state = state;
    this.#timer = setInterval(() => this.#look(), 100);
  }

  #look(): void {
    for (const file of globSync(path.join(this.#state, "node*/kubelet/pods/*/volumes/*/results/e2e.log"))) {
      const uid = /\/pods\/([^/]+)\/volumes\//.exec(file)?.[1] ?? "";
      if (this.#files.has(uid)) continue;
      try {
        this.#files.set(uid, openSync(file, "r"));
      } catch {
        // gone in the moment between
      }
    }
  }

  /** Whether the image's runner has written its last file, which it does for a suite without an end in its log, too. */
  isDone(uid: string): boolean {
    const pattern = `node*/kubelet/pods/${uid}/volumes/*/results/done`;
    return globSync(path.join(this.#state, pattern)).length > 0;
  }

  /** All that was written so far; undefined where the file was never seen. */
  bytes(uid: string): Buffer | undefined {
    const file = this.#files.get(uid);
    if (file === undefined) return undefined;
    const bytes = Buffer.alloc(fstatSync(file).size);
    readSync(file, bytes, 0, bytes.length, 0);
    return bytes;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const file of this.#files.values()) closeSync(file);
  }
}
