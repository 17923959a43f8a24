import { opendir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { inTurns } from "../../async/steps.ts";
import { InputError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import type { Results } from "../results.ts";
import { readFileOf } from "./find.ts";
import { defaultLimits } from "./limits.ts";
import { readResults, resultSteps } from "./read.ts";

const fix =
  "name the results folder of one run, the tarball of sonobuoy retrieve, or a folder with a junit_01.xml in it";

/**
 * Reads how the specs of a run ended, for any runner: everything that `readResults` accepts, a folder with exactly one
 * junit_01.xml anywhere in it, and that file itself.
 * @throws InputError whose message continues after the name of what was given
 */
export async function readEarlierRun(place: string, signal?: AbortSignal): Promise<Results> {
  try {
    const isFolder = (await stat(place)).isDirectory();
    const junit = isFolder ? await onlyJunit(place) : place.endsWith(".xml") ? place : undefined;
    if (junit !== undefined) return await ofJunit(junit, place, signal);
    const results = await readResults([place], { cwd: place, ...(signal && { signal }) });
    if (results.report === undefined) throw new InputError("contains no junit_01.xml", { fix });
    return results;
  } catch (cause) {
    signal?.throwIfAborted();
    if (!(cause instanceof InputError)) throw new InputError(systemWords(cause), { fix, cause });
    throw new InputError(within(cause.message, place), { fix: cause.fix ?? fix, cause });
  }
}

async function ofJunit(file: string, origin: string, signal: AbortSignal | undefined): Promise<Results> {
  const junit = await readFileOf(file, { limits: defaultLimits, signal }, false);
  const unknown = { log: undefined, server: undefined, nodes: [], submission: undefined };
  return inTurns(resultSteps({ runner: { name: "unknown" }, junit, ...unknown }, { origin }), signal);
}

// a run's folder has about ten entries, a Sonobuoy snapshot about a thousand for each node
const mostEntries = 100_000;

/** The only junit_01.xml in a folder without a record that would say where it is. Links are not followed. */
async function onlyJunit(folder: string): Promise<string | undefined> {
  if ((await readdir(folder)).includes("run.json")) return undefined;
  let entries = 0;
  const found: string[] = [];
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for await (const entry of await opendir(at)) {
      if (++entries > mostEntries) throw new InputError(`contains more than ${mostEntries} files`, { fix });
      if (entry.isDirectory()) left.push(path.join(at, entry.name));
      else if (entry.name === "junit_01.xml") found.push(path.join(at, entry.name));
    }
  }
  if (found.length > 1) throw new InputError("contains several junit_01.xml", { fix });
  return found[0];
}

/** A message without the place at its beginning. */
function within(message: string, place: string): string {
  return message.startsWith(place) ? message.slice(place.length).replace(/^[:/\\ ]+/, "") : message;
}
