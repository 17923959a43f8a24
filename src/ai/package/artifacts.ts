import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { unreadable } from "../../results/read/limits.ts";
import type { Checklist } from "../checklist/checklist.ts";
import { suiteTests } from "../suite-tests.ts";
import { artifactNames, readArtifact } from "../validator/artifact/read.ts";
import type { Addition } from "./answers.ts";

/** The test artifacts of one run, and what they show. */
export interface RunArtifacts {
  /** junit.xml, results.json and e2e.log by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The links for each requirement whose test passed. */
  readonly additions: readonly Addition[];
  /** The tests of requirements that did not pass, each with why. */
  readonly missing: readonly string[];
}

const most = 100_000_000;

/**
 * Reads the artifacts in a folder, as `ai run` leaves them.
 * @throws InputError if one is missing or unreadable, or contains a failure: the validator would refuse the submission
 */
export async function readRun(
  folder: string,
  checklist: Checklist,
  signal: AbortSignal,
): Promise<RunArtifacts> {
  const files = new Map<string, Uint8Array>();
  const outcomes: ReadonlyMap<string, string>[] = [];
  for (const name of artifactNames) {
    const file = path.join(folder, name);
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (!isThere)
      throw new InputError(`${folder} has no ${name}`, { fix: "name a folder that ai run has written" });
    const found = await readFileWithin(file, { most, signal });
    if (found.kind !== "read") throw unreadable(file, found);
    const artifact = await readArtifact(name, found.bytes, signal);
    if (artifact.kind === "unreadable") throw new InputError(`${file}: ${artifact.why}`);
    if (artifact.outcomes.failures.length > 0)
      throw new InputError(`${file} contains failing tests: ${artifact.outcomes.failures.join(", ")}`, {
        fix: "the validator refuses any failure: fix it, or run only the tests that fit: ai run --requirement",
      });
    files.set(name, found.bytes);
    outcomes.push(artifact.outcomes.tests);
  }
  const additions: Addition[] = [];
  const missing: string[] = [];
  for (const [test, id] of Object.entries(suiteTests)) {
    const listed = checklist.requirements.find((one) => one.id === id);
    const states = outcomes.map((tests) => tests.get(test));
    if (listed === undefined || states.every((state) => state === undefined)) continue;
    if (states.every((state) => state === "passed")) {
      const links = [`junit.xml#${test}`, `results.json#${test}`, `e2e.log#${test}`];
      additions.push({ category: listed.category, id, links, status: "Implemented" });
    } else missing.push(`${test}: ${states.find((state) => state !== "passed") ?? "not in all three files"}`);
  }
  return { files, additions, missing };
}
