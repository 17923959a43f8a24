import { appendFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { onDisk } from "../process/on-disk.ts";
import { fileName } from "../text/file-name.ts";
import type { Kind } from "./kept.ts";

// characters that are gathered before they are written
const most = 256 * 1024;

/**
 * The files of one list, one for each namespace, or one for a kind without namespaces: `List` objects with one item a line, written as the items
 * come. A file has its name only when it is whole; a list without items has no file.
 */
export class ListFiles {
  readonly #dir: string;
  readonly #name: string;
  readonly #head: string;
  readonly #begun = new Set<string>();
  #current = "";
  #parts: string[] = [];
  #size = 0;

  /** `dir` is the dump's `resources`, `name` that of the kind: `core_v1_pods`. */
  constructor(dir: string, name: string, { apiVersion, kind }: Kind) {
    this.#dir = dir;
    this.#name = name;
    this.#head = `{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(`${kind}List`)},"metadata":{},"items":[\n`;
  }

  /** Adds an item, as JSON; the namespace is undefined for a kind without. */
  async add(namespace: string | undefined, json: string): Promise<void> {
    const folder = namespace === undefined ? "cluster" : path.join("ns", fileName(namespace));
    if (folder !== this.#current) {
      await this.#flush();
      this.#current = folder;
    }
    if (this.#begun.has(folder)) this.#parts.push(",\n");
    else this.#parts.push(this.#head);
    this.#begun.add(folder);
    this.#parts.push(json);
    this.#size += json.length;
    if (this.#size > most) await this.#flush();
  }

  /** Completes the files. */
  async end(): Promise<void> {
    await this.#flush();
    for (const folder of this.#begun) {
      const file = this.#file(folder);
      await onDisk(file, () => appendFile(`${file}.partial`, "\n]}\n"));
      await onDisk(file, () => rename(`${file}.partial`, file));
    }
  }

  /** Removes what is there of them, also from an earlier try; or only that of one namespace. */
  async clear(namespace?: string): Promise<void> {
    this.#parts = [];
    this.#size = 0;
    this.#current = "";
    if (namespace !== undefined) return this.#remove(path.join("ns", fileName(namespace)));
    const namespaces = await readdir(path.join(this.#dir, "ns")).catch(() => []);
    for (const folder of ["cluster", ...namespaces.map((name) => path.join("ns", name))])
      await this.#remove(folder);
  }

  async #remove(folder: string): Promise<void> {
    this.#begun.delete(folder);
    await rm(`${this.#file(folder)}.partial`, { force: true });
  }

  #file(folder: string): string {
    return path.join(this.#dir, folder, `${fileName(this.#name)}.json`);
  }

  async #flush(): Promise<void> {
    if (this.#parts.length === 0) return;
    const file = `${this.#file(this.#current)}.partial`;
    await onDisk(file, () => mkdir(path.dirname(file), { recursive: true }));
    await onDisk(file, () => appendFile(file, this.#parts.join("")));
    this.#parts = [];
    this.#size = 0;
  }
}
