import type { Readable } from "node:stream";
import { RunError } from "../errors.ts";

/** Something from the network is larger than it should ever be; trying again does not help. */
export class TooLarge extends RunError {
  override readonly name = "TooLarge";
}

/** `64 MiB`, `64 KiB`. */
export function sizeWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}

/**
 * Reads a stream to its end.
 * @throws TooLarge beyond `most` bytes; the stream is destroyed
 */
export async function readBytes(body: Readable, what: string, most: number): Promise<Buffer> {
  const { bytes, isWhole } = await readHead(body, most);
  if (!isWhole) throw new TooLarge(`${what} is larger than ${sizeWords(most)}, which is the limit`);
  return bytes;
}

/** Reads a stream to its end, but at most `most` bytes of it: enough for a page that a message only quotes. */
export async function readHead(
  body: Readable,
  most: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  // leaving the loop destroys the stream
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    parts.push(bytes);
    length += bytes.length;
    if (length > most) return { bytes: Buffer.concat(parts).subarray(0, most), isWhole: false };
  }
  const [only = Buffer.alloc(0)] = parts;
  return { bytes: parts.length > 1 ? Buffer.concat(parts) : only, isWhole: true };
}
