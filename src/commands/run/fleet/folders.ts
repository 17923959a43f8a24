import { readdir } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../../errors.ts";

const longest = 100;

/** A folder name for each of these names: characters that a file system may refuse become dashes, and no two names are alike, whatever their case. */
export function folderNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
    const base = plain.slice(-longest).replace(/^[-.]+/, "") || "cluster";
    let folder = base;
    for (let n = 2; taken.has(folder.toLowerCase()); n++) folder = `${base}-${n}`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}

/** Throws InputError if a folder exists and is not empty, before any run has started. */
export async function refuseUsedFolders(folders: readonly string[], cwd: string): Promise<void> {
  for (const folder of folders) {
    const entries = await readdir(folder).catch(() => []);
    if (entries.length > 0) {
      throw new InputError(`the results folder ${path.relative(cwd, folder)} is not empty`, {
        fix: "name a new folder with --results-dir; each cluster gets its own in it",
      });
    }
  }
}
