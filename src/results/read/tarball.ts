import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { InputError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import { type Limits, quoted, tooLarge } from "./limits.ts";

/**
 * Streams through a tarball, gzipped or not, and returns the files that `wants` chooses by their paths in it. Nothing is
 * unpacked to disk, so no link or path can lead anywhere; links and devices that are not wanted are skipped.
 * @throws InputError if it is not a tarball, is truncated or larger than the limits, contains an absolute path or one with
 * `..`, or if a wanted file is not a regular file or occurs twice.
 */
export async function readTarball(
  file: string,
  wants: (path: string) => boolean,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  let members = 0;
  let kept = 0;
  let refusal: InputError | undefined;
  const refuse = (why: string) => {
    refusal ??= new InputError(`${file}: ${why}`, { fix: "retrieve the tarball once more from its runner" });
  };
  const parser = new Parser({
    // compressed data is unpacked here, and counted
    brotli: false,
    zstd: false,
    filter: (_, entry) => {
      if (!("type" in entry) || !("remain" in entry)) return false;
      if (++members > mostMembers) refuse(`contains more than ${mostMembers} files`);
      const path = entry.path.replace(/^(?:\.\/)+/, "");
      if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)) {
        refuse(`contains the path ${quoted(path)}, which leads out of it`);
        return false;
      }
      if (!wants(path)) return false;
      if (!["File", "OldFile", "ContiguousFile"].includes(entry.type)) {
        refuse(`${quoted(path)} is not a regular file in it, but a ${quoted(entry.type)}`);
      } else if (found.has(path)) refuse(`contains ${quoted(path)} twice`);
      else if (entry.size > limits.file) refusal ??= tooLarge(`${file}: ${quoted(path)}`, limits.file);
      else if (kept + entry.size > 2 * limits.file)
        refusal ??= tooLarge(`${file}: what is read of it`, 2 * limits.file);
      else {
        kept += entry.size;
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
      if (code !== "TAR_ENTRY_INFO") refuse(`is not a complete tarball: ${quoted(String(message))}`);
    },
  });
  let bytes = 0;
  try {
    const { stream, packed } = await unpacked(file);
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) continue;
      // otherwise the parser would unpack it once more, without anybody counting
      if (bytes === 0 && isGzip(chunk)) refuse("is compressed twice");
      bytes += chunk.length;
      if (bytes > limits.tarball) throw tooLarge(`${file}: what it unpacks to`, limits.tarball);
      if (bytes > freely && bytes > packed * mostRatio) {
        refuse(`unpacks to more than ${mostRatio} times its size, which no logs do`);
      }
      if (refusal !== undefined) throw refusal;
      parser.write(chunk);
      if (refusal !== undefined) throw refusal;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${file}: cannot be unpacked: ${systemWords(cause)}`, {
      fix: "retrieve the tarball again: it is damaged or truncated",
      cause,
    });
  }
  const done = new Promise((resolve) => parser.once("end", resolve));
  parser.end();
  await done;
  if (refusal !== undefined) throw refusal;
  return found;
}

// a Sonobuoy snapshot has about a thousand files for each node, and is a tenth of its unpacked size
const mostMembers = 500_000;
const mostRatio = 200;
const freely = 256 * 2 ** 20;

async function unpacked(file: string): Promise<{ stream: Readable; packed: number }> {
  const handle = await open(file);
  const magic = Buffer.alloc(2);
  const { size } = await handle
    .read(magic, 0, 2, 0)
    .then(() => handle.stat())
    .finally(() => handle.close());
  const packed = createReadStream(file);
  if (!isGzip(magic)) return { stream: packed, packed: size };
  const gunzip = createGunzip();
  packed.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => packed.destroy());
  return { stream: packed.pipe(gunzip), packed: size };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
