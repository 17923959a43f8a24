import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Header, Pax } from "tar";
import { unwritable } from "../../results/files.ts";

/** A file of a snapshot, whose size is known before it is read. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly content: () => AsyncIterable<Uint8Array>;
}

const block = 512;

/**
 * Writes files as a tarball, in the order given and with the same bytes each time, completely or not at all.
 * @throws RunError if the file cannot be written, or a packed file has not the size that it was to have; the signal's reason
 */
export async function packFiles(
  target: string,
  files: Iterable<PackedFile>,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${target}.part`;
  try {
    await pipeline(Readable.from(tarBytes(files)), createGzip(), createWriteStream(partial), { signal });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw unwritable(target, error);
  }
}

async function* tarBytes(files: Iterable<PackedFile>): AsyncGenerator<Uint8Array> {
  for (const { path, size, content } of files) {
    yield* headerOf(path, size);
    let bytes = 0;
    for await (const chunk of content()) {
      bytes += chunk.length;
      yield chunk;
    }
    if (bytes !== size) throw new Error(`${path} changed while it was packed`);
    yield Buffer.alloc(-size & (block - 1));
  }
  yield Buffer.alloc(2 * block);
}

/** Longer paths than a plain header takes have one of their own before it (POSIX pax). */
function* headerOf(path: string, size: number): Generator<Uint8Array> {
  const fields = { path, mode: 0o644, type: "File", size, uid: 0, gid: 0, mtime: new Date(0) } as const;
  const head = Buffer.alloc(block);
  if (new Header(fields).encode(head, 0)) yield new Pax({ path, size }).encode();
  yield head;
}
