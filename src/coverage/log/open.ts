import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { pipeline, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { InputError, messageOf } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import { CutOff, unzstd } from "./zstd.ts";

/** A file that is not compressed. */
export interface PlainFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A log to read. */
export interface LogFile {
  /** As the user named it. */
  readonly name: string;
  readonly packing: "none" | "gzip" | "zstd";
  /** Where it can be read from any place, not only from its start. */
  readonly plain?: PlainFile | undefined;
  /** Its content. @throws Cut, InputError */
  readonly content: AsyncIterable<Uint8Array>;
}

/** A compressed log ended too early, or is damaged; what came before was given. */
export class Cut extends InputError {
  override readonly name: string = "Cut";
}

// larger ones are slower: their memory is new each time
const piece = 128 * 1024;

/**
 * Opens a log, or standard input for `-`; compression is recognized by the content.
 * @throws InputError for what cannot be read, is empty or of another kind
 */
export async function openLog(name: string, cwd: string): Promise<LogFile> {
  const label = name === "-" ? "standard input" : name;
  const size = name === "-" ? undefined : await checkFile(name, cwd);
  const chunks = explained(
    name === "-" ? createReadStream("", { fd: 0 }) : fresh(path.resolve(cwd, name)),
    label,
  );
  const first = await firstOf(chunks);
  if (first.length === 0) throw new InputError(`${label}: is empty`);
  const packing = packingOf(first, label);
  if (packing === "none" && name !== "-") {
    await chunks.return();
    const file = path.resolve(cwd, name);
    const plain = size === undefined ? undefined : { path: file, size };
    return { name: label, packing, plain, content: explained(reused(file), label) };
  }
  const packed = rest(first, chunks);
  return { name: label, packing, content: packing === "none" ? packed : unpacked(packed, packing, label) };
}

/**
 * A log that comes from elsewhere, such as a node; compression is recognized by the content.
 * @throws InputError for what is empty or of another kind
 */
export async function openStream(name: string, stream: AsyncIterable<Buffer>): Promise<LogFile> {
  const chunks = explained(stream, name);
  const first = await firstOf(chunks);
  if (first.length === 0) throw new InputError(`${name}: is empty`);
  const packing = packingOf(first, name);
  const content = rest(first, chunks);
  return { name, packing, content: packing === "none" ? content : unpacked(content, packing, name) };
}

/** The size of a file; undefined for a pipe or device. */
async function checkFile(name: string, cwd: string): Promise<number | undefined> {
  const found = await stat(path.resolve(cwd, name)).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  if (found.isDirectory()) {
    throw new InputError(`${name}: is a directory`, {
      fix: `name the files in it: ${path.join(name, "*.log")}`,
    });
  }
  return found.isFile() ? found.size : undefined;
}

function fresh(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: piece });
}

/** Pieces after which signals are handled: a few milliseconds of work. */
const turn = 32;

/** The bytes of a file in one buffer, which each step fills anew; at once, since to wait for another thread costs more than to read. */
async function* reused(file: string): AsyncGenerator<Buffer, void> {
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(piece);
    for (let count = 1; ; count++) {
      const length = readSync(handle, buffer, 0, piece, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
      if (count % turn === 0) await setImmediate();
    }
  } finally {
    closeSync(handle);
  }
}

/** The same, with errors that name the file. */
async function* explained(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** The system's error with the name of the file. */
export function unreadable(name: string, cause: unknown): InputError {
  return new InputError(`${name}: ${systemWords(cause)}`, { cause });
}

/** At least the bytes by which a compression is recognized, unless the file has fewer. */
async function firstOf(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 6) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  return first;
}

async function* rest(first: Buffer, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* chunks;
}

const kinds: readonly (readonly [hex: string, packing: LogFile["packing"] | undefined, program: string])[] = [
  ["1f8b", "gzip", "gzip"],
  ["28b52ffd", "zstd", "zstd"],
  ["fd377a585a00", undefined, "xz"],
  ["425a68", undefined, "bzip2"],
  ["504b0304", undefined, "unzip"],
];

function packingOf(first: Buffer, name: string): LogFile["packing"] {
  const found = kinds.find(([hex]) => first.subarray(0, hex.length / 2).toString("hex") === hex);
  if (found === undefined) return "none";
  const [, packing, program] = found;
  if (packing !== undefined) return packing;
  const how = program === "unzip" ? "unzip -p" : `${program} -dc`;
  throw new InputError(`${name}: is compressed in a way that is not supported here`, {
    fix: `unpack it first: ${how} ${name} | kubectl conformance coverage -`,
  });
}

async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  packing: "gzip" | "zstd",
  name: string,
): AsyncGenerator<Uint8Array> {
  const content = packing === "zstd" ? unzstd(packed) : gunzip(packed);
  try {
    for await (const chunk of content) yield chunk;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const isCut = cause instanceof CutOff || /unexpected end/i.test(messageOf(cause));
    const what = isCut ? "is cut off" : `is damaged: ${messageOf(cause)}`;
    throw new Cut(`${name}: the ${packing} data ${what}, so its counts would not be whole`, {
      fix: "fetch the file again, or add --partial to count what can be read of it",
      cause,
    });
  }
}

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(Readable.from(packed), decoder, () => undefined);
  for await (const chunk of decoder) yield chunk;
}
