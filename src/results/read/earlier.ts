import { opendir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { inTurns } from "../../async/steps.ts";
import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { junitSteps } from "../../suite/junit.ts";
import type { SpecResult } from "../../suite/spec.ts";
import { systemWords } from "../../text/system-words.ts";
import type { RunRecord } from "../run-record.ts";
import { defaultLimits, unreadable } from "./limits.ts";
import { readResults } from "./read.ts";

/** What is taken up of a run that was. */
export interface EarlierRun {
  /** How each spec ended; those that were left out are among them. */
  readonly specs: readonly SpecResult[];
  /** Other runners leave none. */
  readonly record: RunRecord | undefined;
}

const fix =
  "name the results folder of one run, the tarball of sonobuoy retrieve, or a folder with a junit_01.xml in it";

/**
 * Reads how the specs of a run ended, whichever runner it was: all that `readResults` takes, a folder that has one
 * junit_01.xml wherever in it, and that file itself.
 * @throws InputError whose message goes on after the name of what was given
 */
export async function readEarlierRun(place: string, signal?: AbortSignal): Promise<EarlierRun> {
  try {
    const isFolder = (await stat(place)).isDirectory();
    const junit = isFolder ? await onlyJunit(place) : place.endsWith(".xml") ? place : undefined;
    if (junit !== undefined) return { specs: await casesOf(junit, signal), record: undefined };
    const { runner, report } = await readResults([place], { cwd: place, ...(signal && { signal }) });
    if (report === undefined) throw new InputError("holds no junit_01.xml", { fix });
    return { specs: report.cases, record: runner.name === "kubectl conformance" ? runner.record : undefined };
  } catch (cause) {
    signal?.throwIfAborted();
    if (!(cause instanceof InputError)) throw new InputError(systemWords(cause), { fix, cause });
    throw new InputError(within(cause.message, place), { fix: cause.fix ?? fix, cause });
  }
}

async function casesOf(junit: string, signal: AbortSignal | undefined): Promise<readonly SpecResult[]> {
  const most = defaultLimits.file;
  const reading = await readFileWithin(junit, { most, ...(signal && { signal }) });
  if (reading.kind !== "read") throw unreadable(junit, reading);
  return (await inTurns(junitSteps(reading.bytes, junit), signal)).cases;
}

// a run's folder has some ten entries, a snapshot of Sonobuoy some thousand for each node
const mostEntries = 100_000;

/** The one junit_01.xml of a folder without a record, which would say where it is. Links are not followed. */
async function onlyJunit(folder: string): Promise<string | undefined> {
  if ((await readdir(folder)).includes("run.json")) return undefined;
  let entries = 0;
  const found: string[] = [];
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for await (const entry of await opendir(at)) {
      if (++entries > mostEntries) throw new InputError(`holds more than ${mostEntries} files`, { fix });
      if (entry.isDirectory()) left.push(path.join(at, entry.name));
      else if (entry.name === "junit_01.xml") found.push(path.join(at, entry.name));
    }
  }
  if (found.length > 1) throw new InputError("holds several junit_01.xml", { fix });
  return found[0];
}

/** A message without the place that it begins with. */
function within(message: string, place: string): string {
  return message.startsWith(place) ? message.slice(place.length).replace(/^[:/\\ ]+/, "") : message;
}
