import { constants } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { systemWords } from "../text/system-words.ts";

/** A file that was read, or why it was not. */
export type FileReading =
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly owner: Owner }
  | { readonly kind: "absent" }
  /** Its folder cannot be searched, or a link is circular: it is unknown whether the file exists. */
  | { readonly kind: "unreachable"; readonly why: string; readonly cause: unknown }
  /** It exists and was not read; `why` is text that follows its name. */
  | { readonly kind: "refused"; readonly reason: Refusal; readonly why: string }
  /** It exists, and the system does not allow reading it. */
  | { readonly kind: "unreadable"; readonly why: string; readonly cause: unknown };

/** What it is instead of a regular file of the right size. */
export type Refusal = "directory" | "special" | "link" | "large";

/** Who can have written a file: the owner of the file and of the link to it, and whether everybody may write to it. */
export interface Owner {
  readonly uids: readonly number[];
  readonly isWorldWritable: boolean;
}

export interface ReadOptions {
  /** Bytes. */
  readonly most: number;
  /** Whether a symbolic link is refused instead of followed. */
  readonly refuseLinks?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads a regular file of at most `most` bytes. Never waits for a FIFO, a device or a socket, and never reads more than the limit,
 * even if the file grows meanwhile. Throws the signal's reason and nothing else.
 */
export async function readFileWithin(file: string, options: ReadOptions): Promise<FileReading> {
  const { most, refuseLinks = false, signal } = options;
  signal?.throwIfAborted();
  // opening a device may already have an effect, so look at it first
  const seen = await look(file, refuseLinks);
  if (seen.kind !== "file") return seen;
  let handle: FileHandle;
  try {
    const noFollow = refuseLinks ? (constants.O_NOFOLLOW ?? 0) : 0;
    // what was a regular file a moment ago may now be a FIFO, and opening one waits for its writer
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
  } catch (cause) {
    return { kind: "unreadable", why: systemWords(cause), cause };
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return refusalOf(found);
    const tooLarge = { kind: "refused", reason: "large", why: `is larger than ${sizeWords(most)}` } as const;
    if (found.size > most) return tooLarge;
    const bytes = await readAll(handle, found.size, most, signal);
    if (bytes === undefined) return tooLarge;
    const isWorldWritable = (found.mode & 0o002) !== 0;
    return { kind: "read", bytes, owner: { uids: [seen.uid, found.uid], isWorldWritable } };
  } catch (cause) {
    signal?.throwIfAborted();
    return { kind: "unreadable", why: systemWords(cause), cause };
  } finally {
    await handle.close();
  }
}

/** A size for people: `64 KiB`. */
export function sizeWords(bytes: number): string {
  if (bytes >= 2 ** 20) return `${Math.round(bytes / 2 ** 20)} MiB`;
  return bytes >= 2 ** 10 ? `${Math.round(bytes / 2 ** 10)} KiB` : `${bytes} bytes`;
}

type Seen = { readonly kind: "file"; readonly uid: number } | Exclude<FileReading, { kind: "read" }>;

async function look(file: string, refuseLinks: boolean): Promise<Seen> {
  try {
    const entry = await lstat(file);
    if (refuseLinks && entry.isSymbolicLink()) return refusalOf(entry);
    const target = entry.isSymbolicLink() ? await stat(file) : entry;
    return target.isFile() ? { kind: "file", uid: entry.uid } : refusalOf(target);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    return { kind: "unreachable", why: systemWords(cause), cause };
  }
}

/** Reads a mebibyte at a time, so that a signal is handled; undefined if the file is larger than `most`. */
async function readAll(
  handle: FileHandle,
  size: number,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  // one byte more than the file's size shows its end without a second buffer; files in /proc have size 0
  let bytes = new Uint8Array(Math.min(most, Math.max(size, 4096)) + 1);
  let end = 0;
  for (;;) {
    signal?.throwIfAborted();
    if (end === bytes.length) {
      if (end > most) return undefined;
      const larger = new Uint8Array(Math.min(most + 1, end * 2));
      larger.set(bytes);
      bytes = larger;
    }
    const { bytesRead } = await handle.read(bytes, end, Math.min(2 ** 20, bytes.length - end), end);
    if (bytesRead === 0) return bytes.subarray(0, end);
    end += bytesRead;
  }
}

interface Kind {
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
  isSymbolicLink(): boolean;
}

/** Why something is not read: it is not a regular file. */
export function refusalOf(entry: Kind): Extract<FileReading, { kind: "refused" }> {
  const refused = (reason: Refusal, why: string) => ({ kind: "refused", reason, why }) as const;
  if (entry.isSymbolicLink()) return refused("link", "is a symbolic link");
  if (entry.isDirectory()) return refused("directory", "is a directory");
  if (entry.isFIFO()) return refused("special", "is a FIFO");
  return refused("special", entry.isSocket() ? "is a socket" : "is a device");
}
