import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { RunError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";

/** How much an archive may unpack to. */
export interface UnpackLimits {
  readonly bytes: number;
  readonly members: number;
}

export const unpackLimits: UnpackLimits = { bytes: 16 * 2 ** 30, members: 500_000 };

export interface UnpackOptions {
  /** What its author calls it. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly limits?: UnpackLimits;
}

/** What came of an archive. */
export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
  /** What was left out, and why. */
  readonly problems: readonly string[];
}

// of these, a line each is enough
const mostProblems = 20;

/**
 * Unpacks a gzipped tarball into a folder, and nowhere else: a leading `/` is dropped, a path with `..` is left out, and no link is ever made.
 * A link to a file of the archive becomes a copy of it; any other is left out.
 * @throws RunError if it is not a gzipped tarball, is truncated or larger than the limits; the signal's reason
 */
export async function unpack(
  file: string,
  folder: string,
  { name, signal, limits = unpackLimits }: UnpackOptions,
): Promise<Unpacked> {
  const archive = new Archive(folder, limits);
  try {
    await archive.read(file, signal);
    await archive.copyLinks();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${safe(name)} is not a complete gzipped tarball: ${systemWords(cause)}`, { cause });
  }
  return archive.result;
}

class Archive {
  readonly #folder: string;
  readonly #limits: UnpackLimits;
  readonly #written = new Set<string>();
  readonly #links: { readonly path: string; readonly target: string; readonly isHard: boolean }[] = [];
  readonly #problems: string[] = [];
  readonly #writing = new Set<Promise<void>>();
  #bytes = 0;
  #members = 0;
  #refusal: Error | undefined;

  constructor(folder: string, limits: UnpackLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  get result(): Unpacked {
    const more = this.#problems.length - mostProblems;
    const shown = this.#problems.slice(0, mostProblems);
    return {
      files: this.#written.size,
      bytes: this.#bytes,
      problems: more > 0 ? [...shown, `and ${more} more`] : shown,
    };
  }

  async read(file: string, signal: AbortSignal): Promise<void> {
    const parser = new Parser({
      brotli: false,
      zstd: false,
      strict: false,
      onReadEntry: (entry) => this.#take(entry),
      onwarn: (code, message) => {
        if (code !== "TAR_ENTRY_INFO") this.#refusal ??= new Error(String(message));
      },
    });
    const ended = once(parser, "end");
    ended.catch(() => undefined);
    const packed = createReadStream(file);
    const plain = packed.pipe(createGunzip());
    packed.on("error", (error) => plain.destroy(error));
    let isFirst = true;
    for await (const chunk of plain) {
      signal.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) continue;
      if (isFirst && chunk[0] === 0x1f && chunk[1] === 0x8b) throw new Error("it is compressed twice");
      isFirst = false;
      if (!parser.write(Buffer.from(chunk))) await Promise.race([once(parser, "drain"), ...this.#writing]);
      if (this.#refusal !== undefined) throw this.#refusal;
    }
    parser.end();
    await ended;
    await Promise.all(this.#writing);
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  #take(entry: ReadEntry): void {
    const { type } = entry;
    const target = insideOf(entry.path);
    this.#members++;
    if (this.#members > this.#limits.members)
      this.#refusal ??= new RunError(`it has more than ${this.#limits.members} files`);
    if (target === undefined) this.#leave(`${shown(entry.path)} leads out of it`);
    else if (type === "SymbolicLink" || type === "Link")
      this.#links.push({ path: target, target: entry.linkpath ?? "", isHard: type === "Link" });
    else if (type === "File" || type === "OldFile" || type === "ContiguousFile") {
      this.#bytes += entry.size;
      if (this.#bytes > this.#limits.bytes)
        this.#refusal ??= new RunError(
          `it unpacks to more than ${Math.round(this.#limits.bytes / 2 ** 20)} MiB`,
        );
      if (this.#refusal === undefined && target !== "") {
        this.#write(entry, target);
        return;
      }
    } else if (type !== "Directory") this.#leave(`${shown(entry.path)} is not a file but a ${type}`);
    entry.resume();
  }

  #write(entry: ReadEntry, target: string): void {
    const file = path.join(this.#folder, target);
    const work = this.#stream(entry, file).then(
      () => {
        this.#written.add(target);
      },
      (error: unknown) => {
        this.#refusal ??= new RunError(`${shown(target)} cannot be written: ${systemWords(error)}`, {
          cause: error,
        });
        entry.resume();
      },
    );
    this.#writing.add(work);
    void work.finally(() => this.#writing.delete(work));
  }

  async #stream(entry: ReadEntry, file: string): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    const out = createWriteStream(file);
    entry.pipe(out);
    await finished(out);
  }

  /** Links are never made: a later file of the archive could be written through them. */
  async copyLinks(): Promise<void> {
    for (const { path: name, target, isHard } of this.#links) {
      const from = isHard
        ? target
        : path.posix.join(target.startsWith("/") ? "" : path.posix.dirname(name), target);
      const file = insideOf(from);
      if (file === undefined || !this.#written.has(file)) {
        this.#leave(`${shown(name)} is a link to ${shown(target)}, which is not a file in it`);
        continue;
      }
      if (this.#written.has(name)) continue;
      await mkdir(path.dirname(path.join(this.#folder, name)), { recursive: true });
      await copyFile(path.join(this.#folder, file), path.join(this.#folder, name));
      this.#written.add(name);
    }
  }

  #leave(what: string): void {
    this.#problems.push(what);
  }
}

/** A path as one below a folder; undefined if it leads out of it, or is none that this system takes. */
export function insideOf(given: string): string | undefined {
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  const isOdd = parts.some(
    (part) =>
      part === ".." || part.includes("\0") || part.length > 255 || (path.sep === "\\" && /[\\:]/.test(part)),
  );
  return isOdd ? undefined : parts.join("/");
}

function shown(text: string): string {
  return safe(text.slice(0, 300));
}
