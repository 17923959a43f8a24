import { modes } from "../suite/modes.ts";
import { listedTests } from "../suite/required/required.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { minorIn } from "./layout.ts";
import type { RanSuite } from "./results.ts";

/** Whether a spec came to its own end: it passed or failed, and was not interrupted. */
export function hasFinished({ state }: SpecResult): boolean {
  return state === "passed" || (hasFailed(state) && state !== "interrupted");
}

/** What a run was to take, and of which release. */
export interface Owed {
  readonly suite: RanSuite;
  readonly versions: { readonly server: string | undefined; readonly suite: string | undefined };
  /** How its specs ended, as far as they did. */
  readonly specs: readonly SpecResult[];
}

/**
 * The conformance tests of the suite's release that did not come to their end, sorted; undefined where they are not
 * known, because the run was to take other specs than all of them, or because the release or its list is not known.
 */
export function restOf({ suite, versions, specs }: Owed): readonly string[] | undefined {
  const minor = minorIn(versions.suite ?? versions.server ?? "");
  if (minor === undefined || suite.focus !== modes["certified-conformance"].focus || suite.skip !== "")
    return undefined;
  const finished = new Set(specs.filter(hasFinished).map((spec) => spec.name));
  return listedTests(minor)?.filter((name) => !finished.has(name));
}
