import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { byBytes } from "../tree/status.ts";
import type { PackedFile } from "./pack.ts";

// what Sonobuoy has in a snapshot; the rest belongs to this program's folder
const parts = ["hosts", "meta", "plugins", "podlogs", "resources"];
const single = ["servergroups.json", "serverversion.json"];

/** The files of a folder that belong to a snapshot, in the order of their paths; links are left out. */
export async function filesOfFolder(folder: string): Promise<PackedFile[]> {
  const found: PackedFile[] = [];
  const walk = async (relative: string): Promise<void> => {
    const file = path.join(folder, relative);
    const entry = await lstat(file).catch(() => undefined);
    if (entry?.isDirectory() === true) {
      for (const name of (await readdir(file)).sort(byBytes)) await walk(path.posix.join(relative, name));
    } else if (entry?.isFile() === true)
      found.push({ path: relative, size: entry.size, content: () => createReadStream(file) });
  };
  for (const part of [...parts, ...single]) await walk(part);
  return found;
}
