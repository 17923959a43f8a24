import { modes } from "../suite/modes.ts";
import { listedTests } from "../suite/required/required.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { minorOf } from "./layout.ts";
import type { RunRecord } from "./run-record.ts";

/** Whether a spec came to its own end: it passed or failed, and was not interrupted. */
export function hasFinished({ state }: SpecResult): boolean {
  return state === "passed" || (hasFailed(state) && state !== "interrupted");
}

/**
 * The conformance tests of the suite's release that did not come to their end, sorted; undefined where that cannot be
 * told, because the run was to take other specs than all of them, or because the release's list is not held.
 */
export function restOf(
  { suite, kubernetes }: Pick<RunRecord, "suite" | "kubernetes">,
  specs: readonly SpecResult[],
): readonly string[] | undefined {
  if (suite.focus !== modes["certified-conformance"].focus || suite.skip !== "") return undefined;
  const finished = new Set(specs.filter(hasFinished).map((spec) => spec.name));
  return listedTests(minorOf(suite.version ?? kubernetes.server))?.filter((name) => !finished.has(name));
}
