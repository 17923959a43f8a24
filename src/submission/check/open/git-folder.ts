import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { readFileWithin } from "../../../process/read-file.ts";

/** Where a repository's files are. */
export interface GitFolder {
  /** The folder that contains `.git`: what git calls the top of the work tree. */
  readonly top: string;
  /** HEAD and the index: `.git`, or the one of a single work tree among several. */
  readonly own: string;
  /** Objects, branches and settings: `.git`, also for a work tree. */
  readonly common: string;
}

/**
 * Finds the repository of a folder without git, which would read the repository's settings. Undefined if there is none, and if its
 * `.git` is neither a folder nor a file that names one.
 */
export async function gitFolderOf(folder: string): Promise<GitFolder | undefined> {
  for (let top = await realpath(folder); ; top = path.dirname(top)) {
    const entry = path.join(top, ".git");
    const found = await stat(entry).catch(() => undefined);
    if (found !== undefined) {
      const own = found.isDirectory() ? entry : await namedIn(entry, "gitdir: ");
      if (own === undefined) return undefined;
      return { top, own, common: (await namedIn(path.join(own, "commondir"), "")) ?? own };
    }
    if (path.dirname(top) === top) return undefined;
  }
}

/** The folder named by a file with one line, relative to the file. */
async function namedIn(file: string, prefix: string): Promise<string | undefined> {
  const reading = await readFileWithin(file, { most: 4096 });
  if (reading.kind !== "read") return undefined;
  const text = new TextDecoder().decode(reading.bytes).replace(/[\r\n]+$/, "");
  if (!text.startsWith(prefix) || text.length === prefix.length) return undefined;
  return path.resolve(path.dirname(file), text.slice(prefix.length));
}
