import { lstat, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import { unfinishedRun } from "../files.ts";
import { parseRunRecord } from "../read-record.ts";
import type { NodeRecord } from "../run-record.ts";
import { type Limits, tooLarge } from "./limits.ts";
import type { ResultFile, Runner } from "./results.ts";
import { isOfSnapshot, readSnapshot, type Snapshot } from "./sonobuoy.ts";
import { readTarball } from "./tarball.ts";

/** What was found at a place, not yet looked into. */
export interface Found {
  readonly runner: Runner;
  readonly log: ResultFile | undefined;
  readonly junit: ResultFile | undefined;
  readonly server: string | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly submission: string | undefined;
}

/**
 * Finds the results in a folder, a tarball, or the two files themselves.
 * @throws InputError where there are none, there is more than one run's, or they are not complete.
 */
export async function findResults(given: readonly string[], limits: Limits): Promise<Found> {
  const [first = ""] = given;
  try {
    if (given.length > 1) return await fromFiles(given, limits);
    if ((await stat(first)).isDirectory()) return await fromFolder(first, limits);
    if (/\.(?:log|txt|xml)$/i.test(first)) return await fromFiles(given, limits);
    const files = await readTarball(first, isOfSnapshot, limits);
    return fromSnapshot(files, first, (file) => `${first}: ${file}`);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${first}: ${systemWords(cause)}`, { fix, cause });
  }
}

const fix =
  "name a results folder of this program, the tarball of sonobuoy retrieve, or a folder with e2e.log and junit_01.xml";

async function fromFolder(folder: string, limits: Limits): Promise<Found> {
  const names = await readdir(folder);
  if (names.includes(unfinishedRun)) {
    throw new InputError(`the run in ${folder} has not come to its end, or was not fetched whole`, {
      fix: `kubectl conformance attach --results-dir ${folder}`,
    });
  }
  if (names.includes("run.json")) return ours(folder, limits);
  if (names.includes("plugins")) {
    const files = new Map<string, Uint8Array>();
    for (const file of await readdir(folder, { recursive: true })) {
      const inside = file.split(path.sep).join("/");
      if (isOfSnapshot(inside)) files.set(inside, (await readFileOf(path.join(folder, file), limits)).bytes);
    }
    return fromSnapshot(files, folder, (file) => path.join(folder, file));
  }
  return bare(folder, names, limits);
}

async function ours(folder: string, limits: Limits): Promise<Found> {
  const file = path.join(folder, "run.json");
  const text = new TextDecoder().decode((await readFileOf(file, limits)).bytes);
  const record = parseRunRecord(text, file);
  const place = (name: string) => {
    const listed = record.files.find(({ path }) => path === name || path.endsWith(`/${name}`))?.path;
    return listed === undefined ? undefined : inside(folder, listed);
  };
  const log = place("e2e.log");
  const junit = place("junit_01.xml");
  const product = place("PRODUCT.yaml");
  return {
    runner: { name: "kubectl conformance", record },
    log: await readIfThere(log, limits),
    junit: await readIfThere(junit, limits),
    server: record.kubernetes.server,
    nodes: record.nodes,
    submission: product === undefined ? undefined : path.dirname(product),
  };
}

/** A path of run.json is never one that leaves the folder. */
function inside(folder: string, listed: string): string {
  if (path.isAbsolute(listed) || listed.split(/[/\\]/).includes("..")) {
    throw new InputError(`${path.join(folder, "run.json")} names a file outside of the folder`);
  }
  return path.join(folder, listed);
}

/** The two files side by side, as hydrophone leaves them, and as they are in a submission. */
async function bare(folder: string, names: readonly string[], limits: Limits): Promise<Found> {
  const junits = names.filter((name) => /^junit[\w-]*\.xml$/.test(name));
  if (!names.includes("e2e.log") && junits.length === 0) {
    throw new InputError(`${folder} holds no results of the suite`, { fix });
  }
  const junit = oneJunit(junits, folder);
  const read = (name: string) => readFileOf(path.join(folder, name), limits);
  return {
    runner: { name: "unknown" },
    log: names.includes("e2e.log") ? await read("e2e.log") : undefined,
    junit: junit === undefined ? undefined : await read(junit),
    server: undefined,
    nodes: [],
    submission: names.some((name) => /^product\.ya?ml$/i.test(name)) ? folder : undefined,
  };
}

async function fromFiles(given: readonly string[], limits: Limits): Promise<Found> {
  const junits = given.filter((file) => /\.xml$/i.test(file));
  const logs = given.filter((file) => !junits.includes(file));
  if (logs.length !== 1 || junits.length !== 1) {
    throw new InputError(`${given.join(" ")}: not one log and one junit file`, { fix });
  }
  const [log = "", junit = ""] = [...logs, ...junits];
  return {
    runner: { name: "unknown" },
    // one that is named may be a link: whoever named it means what it leads to
    log: await readFileOf(log, limits, stat),
    junit: await readFileOf(junit, limits, stat),
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
    throw new InputError(`${origin} holds no results of the e2e plugin`, {
      fix: "run sonobuoy with --mode=certified-conformance, and retrieve its results when it has ended",
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

/** Several are those of a parallel run that nothing merged, and reviewers take one. */
function oneJunit(names: readonly string[], origin: string): string | undefined {
  const [only] = names;
  if (names.length > 1) {
    throw new InputError(`${origin} holds ${names.length} junit files, and a submission has one`, {
      fix: "name e2e.log and the one junit file of the whole run",
    });
  }
  return only;
}

/** A file that run.json lists may have been packed away since. */
async function readIfThere(file: string | undefined, limits: Limits): Promise<ResultFile | undefined> {
  const isThere = file !== undefined && (await lstat(file).catch(() => undefined)) !== undefined;
  return isThere ? readFileOf(file, limits) : undefined;
}

async function readFileOf(file: string, limits: Limits, look = lstat): Promise<ResultFile> {
  try {
    const found = await look(file);
    if (!found.isFile())
      throw new InputError(`${file} is no regular file`, { fix: "put the file itself there" });
    if (found.size > limits.file) throw tooLarge(file, limits.file);
    return { origin: file, bytes: await readFile(file) };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${file}: ${systemWords(cause)}`, { fix: "let it be read", cause });
  }
}
