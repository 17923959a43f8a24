import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { create } from "tar";
import { onDisk } from "../process/on-disk.ts";

/**
 * Packs a dump's folder as `sonobuoy retrieve` gives its own, without a folder around the files. The file is there only when it is whole.
 * @throws DiskError
 */
export async function packDump(dir: string, file: string): Promise<void> {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await onDisk(file, async () => {
      const entries = (await readdir(dir)).toSorted();
      await create({ file: partial, cwd: dir, gzip: true, portable: true, preservePaths: false }, entries);
      await rename(partial, file);
    });
  } finally {
    await rm(partial, { force: true });
  }
}
