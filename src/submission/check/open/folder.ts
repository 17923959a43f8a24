import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../../errors.ts";
import { readFileWithin } from "../../../process/read-file.ts";
import { unreadable } from "../../../results/read/limits.ts";
import { systemWords } from "../../../text/system-words.ts";
import { mostBytes, mostOfText, submissionFiles } from "../../four-files.ts";
import type { SubmittedFile } from "../submission.ts";

/** A folder with more files is not a submission, and may be anything: a home folder, a checkout. */
const mostFiles = 1000;
/** Bytes of all files that are read; two of them are large. */
const mostTogether = 3 * mostBytes;

const read = new Set(submissionFiles.map((name) => name.toLowerCase()));

/**
 * Every file below a folder, with the bytes of those that have one of the four names; their paths begin with `prefix`.
 * @throws InputError if it is not a folder, cannot be read, or contains more than a thousand files
 */
export async function readFolder(
  folder: string,
  prefix: string,
  signal: AbortSignal,
): Promise<SubmittedFile[]> {
  const fix = "name the folder of a submission: v1.35/<product> with its four files";
  const found: SubmittedFile[] = [];
  let entries = 0;
  let bytes = 0;
  const walk = async (beneath: string): Promise<void> => {
    for await (const entry of await opendir(path.join(folder, beneath))) {
      const name = path.join(beneath, entry.name);
      if (entry.name === ".git") continue;
      if (++entries > mostFiles)
        throw new InputError(`${folder} contains more than ${mostFiles} files`, { fix });
      if (entry.isDirectory()) await walk(name);
      else {
        const left = mostTogether - bytes;
        const place = `${prefix}/${name.split(path.sep).join("/")}`;
        const file = await readOne(path.join(folder, name), place, left, signal);
        bytes += file.bytes?.length ?? 0;
        found.push(file);
      }
    }
  };
  try {
    await walk("");
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${folder}: ${systemWords(cause)}`, { fix, cause });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readOne(
  file: string,
  name: string,
  left: number,
  signal: AbortSignal,
): Promise<SubmittedFile> {
  const { size, isLink, isFile } = await lstat(file).then((stat) => ({
    size: stat.size,
    isLink: stat.isSymbolicLink(),
    isFile: stat.isFile(),
  }));
  if (isLink) return { path: name, size, oddity: "link" };
  if (!isFile) return { path: name, size, oddity: "special" };
  const kind = path.basename(file).toLowerCase();
  if (!read.has(kind)) return { path: name, size };
  const most = Math.min(left, /\.(?:log|xml)$/.test(kind) ? mostBytes : mostOfText);
  if (size > most) return { path: name, size, oddity: "too-large" };
  const reading = await readFileWithin(file, { most, refuseLinks: true, signal });
  if (reading.kind !== "read") throw unreadable(file, reading);
  return { path: name, size, bytes: reading.bytes };
}
