import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import { writingTo } from "./write.ts";

/**
 * Writes a folder of files completely or not at all: first under a temporary name, then renames it.
 * @throws InputError if it exists and `force` is not given, RunError if it cannot be written
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  force: boolean,
): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere && !force)
    throw new InputError(`${folder} already exists, and is not overwritten`, {
      fix: "move it away, name another --out, or use --force",
    });
  const unfinished = path.join(path.dirname(folder), `.${path.basename(folder)}.${randomUUID()}`);
  const old = `${unfinished}.old`;
  await writingTo(folder, async () => {
    try {
      for (const [name, bytes] of files) {
        await mkdir(path.dirname(path.join(unfinished, name)), { recursive: true });
        await writeFile(path.join(unfinished, name), bytes);
      }
      if (isThere) await rename(folder, old);
      await rename(unfinished, folder);
    } catch (cause) {
      await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
      await rename(old, folder).catch(() => undefined);
      throw cause;
    }
    await rm(old, { recursive: true, force: true });
  });
}
