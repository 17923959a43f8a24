import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { InputError, RunError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";

/** The name of volume number `number`, from 1 on: `images.tar.001`. */
export function volumeName(file: string, number: number): string {
  return `${file}.${String(number).padStart(3, "0")}`;
}

/** Writes one stream of bytes to a file, or to several of a certain size. Nothing has its name until everything is written. */
export class VolumeWriter {
  readonly #file: string;
  readonly #size: number | undefined;
  readonly #written: string[] = [];
  #handle: FileHandle | undefined;
  #left = 0;

  /** @param size bytes of each volume; one file of any size if undefined */
  constructor(file: string, size: number | undefined) {
    this.#file = file;
    this.#size = size;
  }

  /** @throws RunError naming the file if it cannot be written */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const handle = this.#handle !== undefined && this.#left > 0 ? this.#handle : await this.#next();
      const part = bytes.subarray(at, at + this.#left);
      await this.#orUnwritable(() => handle.writeFile(part));
      at += part.length;
      this.#left -= part.length;
    }
  }

  /** Gives the files their names. */
  async finish(): Promise<readonly string[]> {
    await this.#close(true);
    const names = this.#names();
    for (const [index, name] of names.entries())
      await this.#orUnwritable(() => rename(this.#written[index] ?? "", name));
    return names;
  }

  /** Removes what was written. */
  async abandon(): Promise<void> {
    await this.#close(false).catch(() => undefined);
    for (const file of this.#written) await rm(file, { force: true });
  }

  #names(): string[] {
    if (this.#size === undefined) return [this.#file];
    return this.#written.map((_, index) => volumeName(this.#file, index + 1));
  }

  async #next(): Promise<FileHandle> {
    await this.#close(true);
    const name = `${this.#size === undefined ? this.#file : volumeName(this.#file, this.#written.length + 1)}.partial`;
    return this.#orUnwritable(async () => {
      this.#handle = await open(name, "w");
      this.#written.push(name);
      this.#left = this.#size ?? Number.POSITIVE_INFINITY;
      return this.#handle;
    });
  }

  async #close(isGood: boolean): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    if (isGood) await this.#orUnwritable(() => handle.sync());
    await handle.close();
  }

  async #orUnwritable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new RunError(`${safe(this.#file)} cannot be written: ${systemWords(cause)}`, {
        fix: "name a file on a disk with enough space, or --volume-size for smaller files",
        cause,
      });
    }
  }
}

interface Volume {
  readonly handle: FileHandle;
  readonly start: number;
  readonly size: number;
}

/** Reads a file, or several volumes as if they were one. */
export class VolumeReader {
  readonly size: number;
  readonly #volumes: readonly Volume[];

  private constructor(volumes: readonly Volume[]) {
    this.#volumes = volumes;
    this.size = volumes.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Opens `file`, or its volumes: `file.001` and those that follow it. The name of the first volume will do too.
   * @throws InputError if there is no such file, or it cannot be read
   */
  static async open(file: string): Promise<VolumeReader> {
    const names = await namesOf(file);
    const volumes: Volume[] = [];
    let start = 0;
    try {
      for (const name of names) {
        const handle = await open(name, "r");
        const found = await handle.stat();
        if (!found.isFile()) throw new Error("it is not a regular file");
        volumes.push({ handle, start, size: found.size });
        start += found.size;
      }
    } catch (cause) {
      throw new InputError(`${safe(file)} cannot be read: ${systemWords(cause)}`, { cause });
    }
    return new VolumeReader(volumes);
  }

  /** Bytes from `start` on, at most `length`; fewer only at the end. */
  async read(start: number, length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of this.stream(start, length)) parts.push(Uint8Array.from(part));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** The same as a stream. */
  async *stream(start: number, length: number): AsyncGenerator<Uint8Array> {
    const end = Math.min(this.size, start + length);
    for (let at = start; at < end; ) {
      const volume = this.#volumes.find((one) => at >= one.start && at < one.start + one.size);
      if (volume === undefined) return;
      const most = Math.min(piece, end - at, volume.start + volume.size - at);
      const buffer = Buffer.allocUnsafe(most);
      const { bytesRead } = await volume.handle.read(buffer, 0, most, at - volume.start);
      // it became shorter since it was opened
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    for (const { handle } of this.#volumes) await handle.close();
  }
}

const piece = 1024 * 1024;
const mostVolumes = 999;

async function namesOf(file: string): Promise<readonly string[]> {
  const base = /^(.+)\.001$/.exec(file)?.[1];
  const exists = async (name: string) => {
    try {
      await stat(name);
      return true;
    } catch {
      return false;
    }
  };
  if (base === undefined && (await exists(file))) return [file];
  const names: string[] = [];
  for (let number = 1; number <= mostVolumes; number++) {
    const name = volumeName(base ?? file, number);
    if (!(await exists(name))) break;
    names.push(name);
  }
  return names.length === 0 ? [file] : names;
}
