import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { InputError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import { type Limits, quoted, tooLarge } from "./limits.ts";

/**
 * Streams through a tarball, packed with gzip or not, and gives the files that `wants` by their paths in it. Nothing is
 * unpacked to a disk, so no link or path can lead anywhere; links and devices that nobody wants are skipped.
 * @throws InputError where it is no tarball, is cut short or larger than the limits, holds an absolute path or one with
 * `..`, or where what is wanted is no regular file or is there twice.
 */
export async function readTarball(
  file: string,
  wants: (path: string) => boolean,
  limits: Limits,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  let refusal: InputError | undefined;
  const refuse = (why: string) => {
    refusal ??= new InputError(`${file}: ${why}`, { fix: "retrieve the tarball once more from its runner" });
  };
  const parser = new Parser({
    filter: (_, entry) => {
      if (!("type" in entry) || !("remain" in entry)) return false;
      const path = entry.path.replace(/^(?:\.\/)+/, "");
      if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)) {
        refuse(`holds the path ${quoted(path)}, which leads out of it`);
        return false;
      }
      if (!wants(path)) return false;
      if (!["File", "OldFile", "ContiguousFile"].includes(entry.type)) {
        refuse(`${quoted(path)} is no regular file in it, but a ${quoted(entry.type)}`);
      } else if (found.has(path)) refuse(`holds ${quoted(path)} twice`);
      else if (entry.size > limits.file) refusal ??= tooLarge(`${file}: ${quoted(path)}`, limits.file);
      else {
        found.set(path, new Uint8Array());
        return true;
      }
      return false;
    },
    onReadEntry: (entry: ReadEntry) => {
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () => found.set(entry.path.replace(/^(?:\.\/)+/, ""), Buffer.concat(chunks)));
    },
    onwarn: (code, message) => {
      if (code !== "TAR_ENTRY_INFO") refuse(`no whole tarball: ${quoted(String(message))}`);
    },
  });
  let bytes = 0;
  try {
    for await (const chunk of await unpacked(file)) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.length;
      if (bytes > limits.tarball) throw tooLarge(`${file}: what it unpacks to`, limits.tarball);
      parser.write(chunk);
      if (refusal !== undefined) throw refusal;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${file}: cannot be unpacked: ${systemWords(cause)}`, {
      fix: "retrieve the tarball once more: it is damaged or cut short",
      cause,
    });
  }
  const done = new Promise((resolve) => parser.once("end", resolve));
  parser.end();
  await done;
  if (refusal !== undefined) throw refusal;
  return found;
}

async function unpacked(file: string): Promise<Readable> {
  const handle = await open(file);
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0).finally(() => handle.close());
  const packed = createReadStream(file);
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return packed;
  const gunzip = createGunzip();
  packed.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => packed.destroy());
  return packed.pipe(gunzip);
}
