import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, lstat, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { TooLarge } from "../net/bytes.ts";
import { readFileWithin } from "../process/read-file.ts";
import { systemWords } from "../text/system-words.ts";
import type { Bucket } from "./bucket.ts";
import { hash } from "./digest.ts";
import { StoreError } from "./errors.ts";

const unfinished = ".unfinished-";

/** A folder as a store. Objects are files that are written whole or not at all; links are not followed. */
export function localBucket(root: string): Bucket {
  const fileOf = (key: string) => path.join(root, ...key.split("/"));
  const bucket: Bucket = {
    async *list(prefix) {
      const entries = await orStoreError(fileOf(prefix), () =>
        readdir(fileOf(prefix), { withFileTypes: true }),
      );
      yield {
        prefixes: entries.filter((one) => one.isDirectory()).map(({ name }) => `${prefix}${name}/`),
        keys: entries
          .filter((one) => one.isFile() && !one.name.startsWith(unfinished))
          .map(({ name }) => `${prefix}${name}`),
      };
    },
    async read(key, most) {
      const file = fileOf(key);
      const reading = await readFileWithin(file, { most, refuseLinks: true });
      if (reading.kind === "absent") return undefined;
      if (reading.kind === "read") return { bytes: reading.bytes, version: hash("sha256", reading.bytes) };
      const { why } = reading;
      if (reading.kind === "refused" && reading.reason === "large") throw new TooLarge(`${file} ${why}`);
      throw new StoreError(`${file}: ${why}`, { fault: "other" });
    },
    async digest(key) {
      const file = fileOf(key);
      const entry = await lstat(file).catch(absent);
      if (entry === undefined || !entry.isFile()) return undefined;
      return orStoreError(file, async () => {
        const sum = createHash("sha256");
        let bytes = 0;
        for await (const chunk of createReadStream(file)) {
          if (!(chunk instanceof Uint8Array)) continue;
          sum.update(chunk);
          bytes += chunk.length;
        }
        return { bytes, sha256: sum.digest("hex") };
      });
    },
    async put(key, { bytes }, over) {
      const file = fileOf(key);
      if (typeof over === "object" && (await bucket.digest(key))?.sha256 !== over.version) return false;
      return orStoreError(file, async () => {
        await mkdir(path.dirname(file), { recursive: true });
        const temporary = path.join(path.dirname(file), `${unfinished}${randomUUID()}`);
        try {
          const handle = await open(temporary, "wx");
          try {
            await handle.writeFile(bytes);
            await handle.sync();
          } finally {
            await handle.close();
          }
          if (over !== "nothing") {
            await rename(temporary, file);
            return true;
          }
          return await link(temporary, file).then(
            () => true,
            (error: unknown) => {
              if (codeOf(error) === "EEXIST") return false;
              throw error;
            },
          );
        } finally {
          await rm(temporary, { force: true });
        }
      });
    },
    async remove(key) {
      await orStoreError(fileOf(key), () => rm(fileOf(key), { force: true }));
      // a bucket has no empty folders
      for (let folder = path.dirname(fileOf(key)); folder.length > root.length; folder = path.dirname(folder))
        if (
          !(await rmdir(folder).then(
            () => true,
            () => false,
          ))
        )
          break;
    },
  };
  return bucket;
}

async function orStoreError<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const code = codeOf(cause);
    throw new StoreError(`${file}: ${systemWords(cause)}`, {
      fault: code === "ENOENT" || code === "ENOTDIR" ? "absent" : code === "EACCES" ? "denied" : "other",
      cause,
    });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function absent(error: unknown): undefined {
  if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
  throw error;
}
