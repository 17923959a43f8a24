import { appendFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import { parseJson, text } from "../kube/json.ts";
import { onDisk } from "../process/on-disk.ts";
import { readFileWithin } from "../process/read-file.ts";
import { safeJson } from "../text/safe.ts";
import type { Fault } from "./fault.ts";

/** The file that makes a folder an unfinished dump: what it was to take, and what is done, a JSON text a line. */
export const unfinishedDump = ".unfinished-dump";

// bytes: a line for each kind of object
const most = 1024 * 1024;
const newFolder = "name a new or empty folder with --output";

/** A dump's folder while it is written. */
export class DumpFolder {
  readonly dir: string;
  readonly #done: Set<string>;
  #faults = 0;

  private constructor(dir: string, done: Set<string>) {
    this.dir = dir;
    this.#done = done;
  }

  /**
   * Creates the folder, or takes up that of a dump that was interrupted. `asked` is what was asked for.
   * @throws InputError if it contains anything else, DiskError if it cannot be written
   */
  static async open(dir: string, asked: string): Promise<DumpFolder> {
    const marker = path.join(dir, unfinishedDump);
    await onDisk(dir, () => mkdir(path.join(dir, "meta"), { recursive: true }));
    const entries = (await readdir(dir)).filter((name) => name !== "meta");
    const reading = await readFileWithin(marker, { most, refuseLinks: true });
    if (reading.kind === "read") {
      const [first, ...rest] = new TextDecoder()
        .decode(reading.bytes)
        .split("\n")
        .slice(0, -1)
        .map(parseJson);
      if (text(first) !== asked)
        throw new InputError(`${dir} has an unfinished dump of something else`, {
          fix: `give the flags that it was begun with, or ${newFolder}`,
        });
      await onDisk(dir, () => rm(path.join(dir, "meta", "errors.jsonl"), { force: true }));
      return new DumpFolder(dir, new Set(rest.flatMap((step) => text(step) ?? [])));
    }
    if (entries.length > 0 || (await readdir(path.join(dir, "meta"))).length > 0)
      throw new InputError(`the folder ${dir} is not empty`, { fix: newFolder });
    await onDisk(marker, () => writeFile(marker, `${JSON.stringify(asked)}\n`, { flag: "wx" }));
    return new DumpFolder(dir, new Set());
  }

  /** Whether this is the folder of a dump that was interrupted. */
  get isResumed(): boolean {
    return this.#done.size > 0;
  }

  isDone(step: string): boolean {
    return this.#done.has(step);
  }

  /** Records that a step need not be repeated. */
  async did(step: string): Promise<void> {
    const marker = path.join(this.dir, unfinishedDump);
    await onDisk(marker, () => appendFile(marker, `${JSON.stringify(step)}\n`));
  }

  /** Faults so far. */
  get faults(): number {
    return this.#faults;
  }

  /** Adds what is left out to meta/errors.jsonl. */
  async left(fault: Fault): Promise<void> {
    this.#faults += 1;
    const file = path.join(this.dir, "meta", "errors.jsonl");
    await onDisk(file, () => appendFile(file, `${safeJson(JSON.stringify(fault))}\n`));
  }

  /** Writes a small file; `name` has slashes. */
  async write(name: string, content: string): Promise<void> {
    const file = path.join(this.dir, ...name.split("/"));
    await onDisk(file, async () => {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    });
  }

  /** Marks the dump as whole. */
  async finish(): Promise<void> {
    const marker = path.join(this.dir, unfinishedDump);
    await onDisk(marker, () => rm(marker));
  }
}
