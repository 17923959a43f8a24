import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { type FileReading, type ReadOptions, readFileWithin } from "../../process/read-file.ts";
import { systemWords } from "../../text/system-words.ts";
import { mostOfRecord, unfinishedRun } from "../files.ts";
import { parseRunRecord } from "../read-record.ts";
import type { ResultFile, Runner } from "../results.ts";
import type { NodeRecord } from "../run-record.ts";
import { type Limits, quoted, unreadable } from "./limits.ts";
import { isOfSnapshot, readSnapshot, type Snapshot, snapshotFolders } from "./sonobuoy.ts";
import { readTarball } from "./tarball.ts";

/** What was found, before it is read. */
export interface Found {
  readonly runner: Runner;
  readonly log: ResultFile | undefined;
  readonly junit: ResultFile | undefined;
  readonly server: string | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly submission: string | undefined;
  /** What a Go test binary said of its tests, where they are not the suite. */
  readonly tests?: ResultFile | undefined;
}

/**
 * Finds the results in a folder, a tarball, or the two files themselves, one of which may be enough.
 * @throws InputError if there are none, if there are those of several runs, or if they are incomplete.
 */
export async function findResults(
  given: readonly string[],
  limits: Limits,
  signal?: AbortSignal,
  isOneEnough = false,
): Promise<Found> {
  const [first = ""] = given;
  const reader = { limits, signal };
  try {
    if (given.length > 1) return await fromFiles(given, reader, isOneEnough);
    const entry = await stat(first);
    if (entry.isDirectory()) return await fromFolder(first, reader);
    if (/\.(?:log|txt|xml)$/i.test(first)) return await fromFiles(given, reader, isOneEnough);
    if (!entry.isFile()) throw new InputError(`${first} is not a regular file`, { fix });
    const files = await readTarball(first, isOfSnapshot, limits, signal);
    return fromSnapshot(files, first, (file) => `${first}: ${file}`);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${first}: ${systemWords(cause)}`, { fix, cause });
  }
}

const fix =
  "name a results folder of this program, the tarball of sonobuoy retrieve, or a folder with e2e.log and junit_01.xml";

/** How files are read: within limits, until the signal. */
export interface Reader {
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}

async function fromFolder(folder: string, reader: Reader): Promise<Found> {
  const names = await readdir(folder);
  if (names.includes(unfinishedRun)) {
    throw new InputError(`the run in ${folder} has not ended, or was not fetched completely`, {
      fix: `kubectl conformance attach --results-dir ${folder}`,
    });
  }
  if (names.includes("run.json")) return ours(folder, reader);
  if (names.includes("plugins")) {
    const files = new Map<string, Uint8Array>();
    for (const file of await snapshotFiles(folder)) {
      files.set(file, (await readInside(folder, file, reader)).bytes);
    }
    return fromSnapshot(files, folder, (file) => path.join(folder, file));
  }
  if (names.includes("results.json") && names.includes("junit.xml")) return aiRun(folder, reader);
  return bare(folder, names, reader);
}

/** What `ai run` leaves. Its e2e.log is that of Go tests, which is not the suite's. */
async function aiRun(folder: string, reader: Reader): Promise<Found> {
  const read = (name: string) => readFileOf(path.join(folder, name), reader, true);
  return {
    runner: { name: "ai-conformance" },
    log: undefined,
    junit: await read("junit.xml"),
    tests: await read("results.json"),
    server: undefined,
    nodes: [],
    submission: undefined,
  };
}

/** Those of the required snapshot files that exist. */
async function snapshotFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const beneath of snapshotFolders) {
    const names = await readdir(path.join(folder, beneath)).catch(() => []);
    found.push(...names.map((name) => path.posix.join(beneath, name)).filter(isOfSnapshot));
  }
  return found;
}

async function ours(folder: string, reader: Reader): Promise<Found> {
  const { limits } = reader;
  const most = { ...reader, limits: { ...limits, file: Math.min(mostOfRecord, limits.file) } };
  const { bytes, origin } = await readInside(folder, "run.json", most);
  const record = parseRunRecord(new TextDecoder().decode(bytes), origin);
  const place = (name: string) =>
    record.files.find(({ path }) => path === name || path.endsWith(`/${name}`))?.path;
  const log = place("e2e.log");
  const junit = place("junit_01.xml");
  const product = place("PRODUCT.yaml");
  return {
    runner: { name: "kubectl conformance", record },
    log: log === undefined ? undefined : await readIfThere(folder, log, reader),
    junit: junit === undefined ? undefined : await readIfThere(folder, junit, reader),
    server: record.kubernetes.server,
    nodes: record.nodes,
    submission: product === undefined ? undefined : path.dirname(await inside(folder, product)),
  };
}

/**
 * A path named by a folder must never leave the folder, by `..` or by a link on the way.
 * @throws InputError if it does
 */
export async function inside(folder: string, listed: string): Promise<string> {
  const file = path.join(folder, listed);
  const real = async (place: string) => realpath(place).catch(() => path.resolve(place));
  const leaves =
    path.isAbsolute(listed) ||
    listed.split(/[/\\]/).includes("..") ||
    path.relative(await real(folder), await real(path.dirname(file))).split(path.sep)[0] === "..";
  if (leaves) throw new InputError(`${quoted(listed)} in ${folder} leads out of the folder`, { fix });
  return file;
}

/** The two files side by side, as Hydrophone leaves them, and as they are in a submission. */
async function bare(folder: string, names: readonly string[], reader: Reader): Promise<Found> {
  const junits = names.filter((name) => /^junit[\w-]*\.xml$/.test(name));
  if (!names.includes("e2e.log") && junits.length === 0) {
    throw new InputError(`${folder} contains no results of the suite`, { fix });
  }
  const junit = oneJunit(junits, folder);
  const read = (name: string) => readFileOf(path.join(folder, name), reader, true);
  return {
    runner: { name: "unknown" },
    log: names.includes("e2e.log") ? await read("e2e.log") : undefined,
    junit: junit === undefined ? undefined : await read(junit),
    server: undefined,
    nodes: [],
    submission: names.some((name) => /^product\.ya?ml$/i.test(name)) ? folder : undefined,
  };
}

async function fromFiles(given: readonly string[], reader: Reader, isOneEnough: boolean): Promise<Found> {
  const junits = given.filter((file) => /\.xml$/i.test(file));
  const logs = given.filter((file) => !junits.includes(file));
  const isWhole = logs.length === 1 && junits.length === 1;
  if (!isWhole && !(isOneEnough && given.length === 1)) {
    throw new InputError(`${given.join(" ")}: not one log and one junit file`, { fix });
  }
  const [[log], [junit]] = [logs, junits];
  return {
    runner: { name: "unknown" },
    // a path that the user names may be a link: it means what it leads to
    log: log === undefined ? undefined : await readFileOf(log, reader, false),
    junit: junit === undefined ? undefined : await readFileOf(junit, reader, false),
    server: undefined,
    nodes: [],
    submission: undefined,
  };
}

function fromSnapshot(
  files: ReadonlyMap<string, Uint8Array>,
  origin: string,
  placeOf: (file: string) => string,
): Found {
  const snapshot: Snapshot = readSnapshot(files, origin);
  if (snapshot.log === undefined && snapshot.junits.length === 0) {
    throw new InputError(`${origin} contains no results of the e2e plugin`, {
      fix: "run sonobuoy with --mode=certified-conformance, and retrieve its results when it has ended; to see the results of other plugins: kubectl conformance results --mode report",
    });
  }
  const file = (name: string | undefined): ResultFile | undefined => {
    const bytes = name === undefined ? undefined : files.get(name);
    return name === undefined || bytes === undefined ? undefined : { origin: placeOf(name), bytes };
  };
  return {
    runner: {
      name: "sonobuoy",
      ...(snapshot.sonobuoy === undefined ? {} : { version: snapshot.sonobuoy }),
    },
    log: file(snapshot.log),
    junit: file(oneJunit(snapshot.junits, origin)),
    server: snapshot.server,
    nodes: snapshot.nodes,
    submission: undefined,
  };
}

/** Several junit files come from a parallel run that nothing merged, and reviewers accept only one. */
function oneJunit(names: readonly string[], origin: string): string | undefined {
  const [only] = names;
  if (names.length > 1) {
    throw new InputError(`${origin} contains ${names.length} junit files, but a submission has only one`, {
      fix: "name e2e.log and the single junit file of the complete run",
    });
  }
  return only;
}

/** A file that run.json lists may have been compressed since. */
async function readIfThere(folder: string, listed: string, reader: Reader): Promise<ResultFile | undefined> {
  const file = await inside(folder, listed);
  const reading = await readFileWithin(file, options(reader, true));
  return reading.kind === "absent" ? undefined : resultFile(file, reading);
}

async function readInside(folder: string, listed: string, reader: Reader): Promise<ResultFile> {
  return readFileOf(await inside(folder, listed), reader, true);
}

/**
 * Reads a regular file, no larger than the limit; follows links unless they are refused.
 * @throws InputError naming it, the signal's reason if it is aborted
 */
export async function readFileOf(file: string, reader: Reader, refuseLinks: boolean): Promise<ResultFile> {
  return resultFile(file, await readFileWithin(file, options(reader, refuseLinks)));
}

function options({ limits, signal }: Reader, refuseLinks: boolean): ReadOptions {
  return { most: limits.file, refuseLinks, ...(signal === undefined ? {} : { signal }) };
}

function resultFile(file: string, reading: FileReading): ResultFile {
  if (reading.kind === "read") return { origin: file, bytes: reading.bytes };
  throw unreadable(file, reading);
}
