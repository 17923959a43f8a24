import { readdir } from "node:fs/promises";
import path from "node:path";

/** Entries of a folder that are looked at: a run leaves about ten. */
const most = 1000;

/**
 * The files below a folder that are not among those `known`, by their paths with slashes, sorted. Links are not followed, a folder that cannot
 * be listed is named itself, with a slash at its end, and so is one that comes after the first thousand entries.
 */
export async function unlistedFiles(dir: string, known: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  let looked = 0;
  const waiting = [""];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const entries =
      looked < most
        ? await readdir(path.join(dir, folder), { withFileTypes: true }).catch(() => undefined)
        : undefined;
    if (entries === undefined) {
      found.push(folder);
      continue;
    }
    looked += entries.length;
    for (const entry of entries) {
      const name = `${folder}${entry.name}`;
      if (entry.isDirectory()) waiting.push(`${name}/`);
      else if (!known.has(name)) found.push(name);
    }
  }
  return found.toSorted();
}
