import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { InputError, RunError } from "../errors.ts";
import { readFileWithin } from "../process/read-file.ts";
import { systemWords } from "../text/system-words.ts";
import { parseRunRecord } from "./read-record.ts";
import type { FileRecord, RunRecord } from "./run-record.ts";

/** Bytes of a run.json: a cluster of 5,000 nodes needs two million. */
export const mostOfRecord = 16 * 2 ** 20;

/** The file that names the run whose folder is incomplete; removed when it is complete. */
export const unfinishedRun = ".unfinished-run";

/**
 * Makes sure that `dir` exists and is empty, or is the unfinished folder of this very run; creates it if it does not exist. It counts as
 * unfinished until `finishResultsDir`.
 * @throws InputError if it contains anything else, is not a folder, or cannot be created.
 */
export async function prepareResultsDir(dir: string, runId: string): Promise<void> {
  await orCannotBeMade(dir, async () => {
    const entries = await entriesOf(dir);
    await mkdir(dir, { recursive: true });
    if (
      entries.length > 0 &&
      !(entries.includes(unfinishedRun) && (await textOf(path.join(dir, unfinishedRun))) === runId)
    ) {
      if ((await recordOf(dir, runId)) !== undefined)
        throw new InputError(`the results of run ${runId} are already in ${dir}`, {
          fix: `remove the run from the cluster: kubectl conformance cleanup ${runId}, or ${newFolder}`,
        });
      throw notEmpty(dir);
    }
    await writeFile(path.join(dir, unfinishedRun), runId);
  });
}

const madeAtTheEnd: readonly string[] = ["summary.md", "report.html"];

/**
 * Removes the incomplete files of an unfinished folder: what was shown so far is kept, copies start again.
 * @throws InputError if it contains something that cannot be appended to
 */
export async function clearHalfMade(dir: string): Promise<void> {
  await orCannotBeMade(dir, async () => {
    for (const entry of await entriesOf(dir)) {
      if (entry.startsWith("v1.") || madeAtTheEnd.includes(entry))
        await rm(path.join(dir, entry), { recursive: true });
      else await refuseOdd(path.join(dir, entry));
    }
  });
}

async function orCannotBeMade(dir: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`the results folder ${dir} cannot be created: ${systemWords(cause)}`, {
      fix: newFolder,
      cause,
    });
  }
}

/** Kept files are appended to: a link would redirect that to another file, and a FIFO would block it. A device loses nothing. */
async function refuseOdd(file: string): Promise<void> {
  const entry = await lstat(file);
  if (entry.isFile() || entry.isDirectory()) return;
  const target = entry.isSymbolicLink() ? await stat(file).catch(() => undefined) : entry;
  if (target?.isCharacterDevice() === true) return;
  throw new InputError(`${file} is not a regular file, and the run would write to it`, { fix: newFolder });
}

/**
 * Checks, before anything is created, whether the results of a new run can go to `dir`.
 * @throws InputError if it contains anything, or is not a folder
 */
export async function refuseUsedDir(dir: string): Promise<void> {
  if ((await entriesOf(dir)).length > 0) throw notEmpty(dir);
}

const newFolder = "name a new or empty folder with --results-dir";

function notEmpty(dir: string): InputError {
  return new InputError(`the results folder ${dir} is not empty`, { fix: newFolder });
}

/** None for a folder that does not exist. */
async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return [];
    const why = code === "ENOTDIR" ? "is not a folder" : `cannot be read: ${systemWords(cause)}`;
    throw new InputError(`the results folder ${dir} ${why}`, { fix: newFolder, cause });
  }
}

/** The record of this run in its complete folder; undefined if the folder belongs to another run, or is incomplete. */
export async function recordOf(dir: string, runId: string): Promise<RunRecord | undefined> {
  const text = await textOf(path.join(dir, "run.json"));
  if (text === undefined || (await textOf(path.join(dir, unfinishedRun))) !== undefined) return undefined;
  try {
    const record = parseRunRecord(text);
    return record.id === runId ? record : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Nothing for a link or a FIFO, which this program never leaves there. */
async function textOf(file: string): Promise<string | undefined> {
  const reading = await readFileWithin(file, { most: mostOfRecord, refuseLinks: true });
  return reading.kind === "read" ? new TextDecoder().decode(reading.bytes) : undefined;
}

/** Marks the folder as complete. */
export async function finishResultsDir(dir: string): Promise<void> {
  await rm(path.join(dir, unfinishedRun), { force: true });
}

/**
 * Writes a file completely or not at all: first to a temporary name, then renames it.
 * @throws RunError naming the file if the disk is full or the folder cannot be written, InputError if the file
 * already exists and must not be overwritten.
 */
export async function writeWhole(
  file: string,
  data: string | Uint8Array,
  options: { overwrite?: boolean } = {},
): Promise<void> {
  const unfinished = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(unfinished, "wx");
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.overwrite !== true && (await exists(file))) {
      throw new InputError(`${file} already exists, and is not overwritten`, {
        fix: "move it away, or name another --results-dir",
      });
    }
    await rename(unfinished, file);
  } catch (cause) {
    // The first error is the one that counts.
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (cause instanceof InputError) throw cause;
    throw unwritable(file, cause);
  }
}

/** The size of a file and its sha256 in hex, read in pieces. */
export async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/**
 * The records of those of `files` that exist, in this order. `inPod` has the sha256 that a file had in the pod, by
 * the file's base name: `verified` says whether they match.
 */
export async function recordFiles(
  dir: string,
  files: readonly string[],
  inPod: ReadonlyMap<string, string> = new Map(),
): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for (const file of files) {
    if (!(await exists(file))) continue;
    const digest = await digestOf(file);
    const relative = path.relative(dir, file).split(path.sep).join("/");
    records.push({ path: relative, ...digest, verified: inPod.get(path.basename(file)) === digest.sha256 });
  }
  return records;
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false;
  }
}

/** The error for a file in the results folder that the system does not allow to be written. */
export function unwritable(file: string, cause: unknown): RunError {
  return new RunError(`${file} cannot be written: ${systemWords(cause)}`, { fix: fixFor(cause), cause });
}

function fixFor(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT"
    ? "free some space, or name a folder on another disk with --results-dir"
    : "name a writable folder with --results-dir";
}
