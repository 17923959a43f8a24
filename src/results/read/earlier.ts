import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { systemWords } from "../files.ts";
import type { Results } from "../results.ts";
import { readFileOf } from "./find.ts";
import { defaultLimits } from "./limits.ts";
import { readResults, resultsOf } from "./read.ts";

const fix =
  "name the results folder of one run, the tarball of sonobuoy retrieve, or a folder with a junit_01.xml in it";

/**
 * Reads how the specs of a run ended, whichever runner it was: all that `readResults` takes, a folder that has one
 * junit_01.xml wherever in it, and that file itself.
 * @throws InputError whose message goes on after the name of what was given
 */
export async function readEarlierRun(place: string): Promise<Results> {
  try {
    const isFolder = (await stat(place)).isDirectory();
    const junit = isFolder ? await onlyJunit(place) : place.endsWith(".xml") ? place : undefined;
    if (junit !== undefined) return await ofJunit(junit, place);
    const results = await readResults([place], { cwd: place });
    if (results.report === undefined) throw new InputError("holds no junit_01.xml", { fix });
    return results;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw new InputError(systemWords(cause), { fix, cause });
    throw new InputError(within(cause.message, place), { fix: cause.fix ?? fix, cause });
  }
}

async function ofJunit(file: string, origin: string): Promise<Results> {
  const junit = await readFileOf(file, defaultLimits, stat);
  const unknown = { log: undefined, server: undefined, nodes: [], submission: undefined };
  return resultsOf({ runner: { name: "unknown" }, junit, ...unknown }, { origin });
}

/** The one junit_01.xml of a folder without a record, which would say where it is. */
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
