import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { parseJunit } from "../../suite/junit.ts";
import type { SpecResult } from "../../suite/spec.ts";
import { systemWords } from "../../text/system-words.ts";
import type { RunRecord } from "../run-record.ts";
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
export async function readEarlierRun(place: string): Promise<EarlierRun> {
  try {
    const isFolder = (await stat(place)).isDirectory();
    const junit = isFolder ? await onlyJunit(place) : place.endsWith(".xml") ? place : undefined;
    if (junit !== undefined)
      return { specs: parseJunit(await readFile(junit, "utf8"), junit).cases, record: undefined };
    const { runner, report } = await readResults([place], { cwd: place });
    if (report === undefined) throw new InputError("holds no junit_01.xml", { fix });
    return { specs: report.cases, record: runner.name === "kubectl conformance" ? runner.record : undefined };
  } catch (cause) {
    if (!(cause instanceof InputError)) throw new InputError(systemWords(cause), { fix, cause });
    throw new InputError(within(cause.message, place), { fix: cause.fix ?? fix, cause });
  }
}

/** The one junit_01.xml of a folder without a record, which would tell where it is. */
async function onlyJunit(folder: string): Promise<string | undefined> {
  if ((await readdir(folder)).includes("run.json")) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const [only, ...more] = entries
    .filter((entry) => entry.name === "junit_01.xml" && !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  if (more.length > 0) throw new InputError("holds several junit_01.xml", { fix });
  return only;
}

/** A message without the place that it begins with. */
function within(message: string, place: string): string {
  return message.startsWith(place) ? message.slice(place.length).replace(/^[:/\\ ]+/, "") : message;
}
