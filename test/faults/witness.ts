import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, globSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { Machine } from "./cluster.ts";

/** The pod's own e2e.log, seen by somebody who is not the client. */
export interface Witness {
  /** Its bytes, as far as they ever came to be. */
  bytes(): Buffer;
  /** When its last byte was written, in milliseconds since the epoch; 0 where there is none. */
  lastWrite(): number;
  release(): void;
}

/** Looks for the file of the next run's pod from now on: on the node's disk where that is within reach, else through kubectl. */
export function witness(machine: Machine | undefined): Witness {
  return machine === undefined ? new Tap() : new HeldFile(machine.state);
}

/** The file on the node's disk, held open: so it outlives the pod. */
class HeldFile implements Witness {
  readonly #state: string;
  readonly #before: ReadonlySet<string>;
  readonly #timer: ReturnType<typeof setInterval>;
  #file: number | undefined;

  constructor(state: string) {
    this.#state = state;
    this.#before = new Set(this.#files());
    this.#timer = setInterval(() => this.#look(), 50);
  }

  #files(): string[] {
    return globSync(path.join(this.#state, "node*/kubelet/pods/*/volumes/*/results/e2e.log"));
  }

  #look(): void {
    const [file] = this.#files().filter((found) => !this.#before.has(found));
    if (file === undefined) return;
    clearInterval(this.#timer);
    this.#file = openSync(file, "r");
  }

  bytes(): Buffer {
    if (this.#file === undefined) return Buffer.alloc(0);
    const bytes = Buffer.alloc(fstatSync(this.#file).size);
    readSync(this.#file, bytes, 0, bytes.length, 0);
    return bytes;
  }

  lastWrite(): number {
    return this.#file === undefined ? 0 : fstatSync(this.#file).mtimeMs;
  }

  release(): void {
    clearInterval(this.#timer);
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** `tail` through kubectl, begun anew until the pod is there. */
class Tap implements Witness {
  #chunks: Buffer[] = [];
  #last = 0;
  #child: ChildProcess | undefined;
  #released = false;

  constructor() {
    this.#begin();
  }

  #begin(): void {
    const tail = ["-c", "collector", "--", "tail", "-c", "+1", "-F", "/tmp/results/e2e.log"];
    const child = spawn("kubectl", ["-n", "conformance", "exec", "suite", ...tail], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#last = Date.now();
    });
    child.on("close", () => {
      if (!this.#released && this.#chunks.length === 0) setTimeout(() => this.#begin(), 300);
    });
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  lastWrite(): number {
    return this.#last;
  }

  release(): void {
    this.#released = true;
    this.#child?.kill();
  }
}
