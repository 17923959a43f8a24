import { readFileWithin } from "../../process/read-file.ts";
import { evidenceOf } from "../evidence.ts";
import { inside } from "./find.ts";

/** A file with evidence of a test's failure. */
export interface EvidenceText {
  /** Its name in the test's folder: `events.txt`. */
  readonly name: string;
  readonly text: string;
}

// bytes; what the program itself keeps is smaller
const largest = 4 * 2 ** 20;
const mostFiles = 20;

/**
 * Reads the evidence of a test's failure; `paths` are those that run.json lists. What cannot be read is left out.
 * @throws InputError if a path leads out of the folder; the signal's reason
 */
export async function readEvidence(
  dir: string,
  paths: readonly string[],
  test: string,
  signal?: AbortSignal,
): Promise<readonly EvidenceText[]> {
  const texts: EvidenceText[] = [];
  for (const listed of evidenceOf(paths, test).slice(0, mostFiles)) {
    const options = { most: largest, refuseLinks: true, ...(signal === undefined ? {} : { signal }) };
    const reading = await readFileWithin(await inside(dir, listed), options);
    if (reading.kind !== "read") continue;
    const name = listed.slice(listed.lastIndexOf("/") + 1);
    texts.push({ name, text: new TextDecoder().decode(reading.bytes) });
  }
  return texts;
}

// characters in all: a page has to be held by a browser
const mostInAll = 8 * 2 ** 20;

/** The evidence of several tests, by their names; those that are too many or too much are left out. Throws as `readEvidence` does. */
export async function readAllEvidence(
  dir: string,
  paths: readonly string[],
  tests: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly EvidenceText[]>> {
  const all = new Map<string, readonly EvidenceText[]>();
  let room = mostInAll;
  for (const test of tests) {
    const texts = await readEvidence(dir, paths, test, signal);
    room -= texts.reduce((sum, { text }) => sum + text.length, 0);
    if (room < 0) break;
    if (texts.length > 0) all.set(test, texts);
  }
  return all;
}
