import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../../src/results/files.ts";
import { minorNumber } from "../../src/suite/required/minor.ts";
import { aheadOf } from "./ahead.ts";
import { type Chosen, chooseReleases, minorOf } from "./choose.ts";
import { type Endpoints, endpointSpans, readEndpoints } from "./endpoints.ts";
import { readLifecycles } from "./lifecycles.ts";
import { type List, readAnnounced, readList, requiredOf, spansOf, textsOf } from "./required.ts";
import type { Source } from "./source.ts";

interface HeldDay {
  readonly minor: string;
  readonly day: string;
}

/** What is held of each release, as files of `folder` (src). */
export const files = {
  required: "suite/required/required.json",
  texts: "suite/required/texts.json",
  ahead: "suite/required/ahead.json",
  days: "suite/release-days.json",
  operations: "coverage/releases/operations.json",
  eligibility: "coverage/releases/eligibility.json",
  lifecycles: "coverage/releases/lifecycles.json",
} as const;

/**
 * Writes everything that is held of each release anew, from the newest releases of `source`, or from those named. The same
 * releases give the same files. Gives a line for each release and file.
 */
export async function* updateReleases(
  source: Source,
  folder: string,
  named: readonly string[] = [],
): AsyncGenerator<string, void> {
  const { releases: held } = await read<{ releases: string[] }>(folder, files.required);
  const { releases, ahead } = await choose(source, held, named);
  const lists: List[] = [];
  const endpoints: Endpoints[] = [];
  for (const release of releases) {
    // one at a time: each is a download of 40 MB
    const list = await readList(source, release);
    lists.push(list);
    const counts = `${release}: ${list.tests.size} listed, ${requiredOf(list)} required`;
    if (!hasRuns(release)) {
      yield counts;
      continue;
    }
    const here = await readEndpoints(source, release);
    endpoints.push(here);
    yield `${counts}, ${here.operations.length} endpoints, ${here.ineligible.length} of them ineligible`;
  }
  const newest = lists.at(-1);
  if (newest === undefined) throw new Error("no release is known");
  const next = await readList(source, ahead);
  const tests = aheadOf(newest, next, await readAnnounced(source, ahead));
  yield `${ahead}: ${tests.length} tests to come`;
  yield await write(folder, files.required, { releases, spans: spansOf(lists) });
  yield await write(folder, files.texts, textsOf(lists));
  yield await write(folder, files.ahead, { version: ahead, tests });
  yield await write(folder, files.days, await daysOf(source, folder, lists));
  yield await write(
    folder,
    files.operations,
    endpointSpans(endpoints, (one) => one.operations),
  );
  yield await write(folder, files.eligibility, {
    ineligible: endpointSpans(endpoints, (one) => one.ineligible),
    pending: endpointSpans(endpoints, (one) => one.pending),
  });
  yield await write(folder, files.lifecycles, await readLifecycles(source, newest.release));
}

/** Whether more than its list of tests is held of a release: older ones are not run any more, but their submissions are still checked. */
export function hasRuns(release: string): boolean {
  return minorOf(release) >= minorNumber("v1.29");
}

/** Named releases are all that are held then; the newest of them shows what comes. */
async function choose(source: Source, held: readonly string[], named: readonly string[]): Promise<Chosen> {
  if (named.length === 0) return chooseReleases(await source.versions(), held);
  const chosen = chooseReleases(named, named);
  const missing = named.filter((name) => !chosen.releases.includes(name) && name !== chosen.ahead);
  if (missing.length > 0) throw new Error(`one release of each minor, not also ${missing.join(", ")}`);
  return chosen;
}

/** Days once noted stay: a module's may be off by hours. */
async function daysOf(source: Source, folder: string, lists: readonly List[]): Promise<readonly HeldDay[]> {
  const days = [...(await read<HeldDay[]>(folder, files.days))];
  for (const { minor } of lists)
    if (minorNumber(minor) > minorNumber(days.at(-1)?.minor ?? "v0.0"))
      days.push({ minor, day: await source.day(`${minor}.0`) });
  return days;
}

async function read<Value>(folder: string, name: string): Promise<Value> {
  return JSON.parse(await readFile(path.join(folder, name), "utf8"));
}

async function write(folder: string, name: string, value: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`, { overwrite: true });
  return file;
}
