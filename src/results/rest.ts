import { InputError } from "../errors.ts";
import { isMode, type Mode, modeNames, modes } from "../suite/modes.ts";
import { focusFor } from "../suite/names.ts";
import { listedTests } from "../suite/required/required.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { minorIn } from "./layout.ts";
import type { RanSuite } from "./results.ts";

/** Whether a spec ended on its own: it passed or failed, and was not interrupted. */
export function hasFinished({ state }: SpecResult): boolean {
  return state === "passed" || (hasFailed(state) && state !== "interrupted");
}

/** What a run was to execute, and for which release. */
export interface Owed {
  readonly suite: RanSuite;
  readonly versions: { readonly server: string | undefined; readonly suite: string | undefined };
  /** How its specs ended, as far as they did. */
  readonly specs: readonly SpecResult[];
}

/**
 * The conformance tests of the suite's release that did not run to their end, sorted; undefined if they are unknown,
 * because the run was meant to run other specs, or because the release or its list is unknown.
 */
export function restOf({ suite, versions, specs }: Owed): readonly string[] | undefined {
  const minor = minorIn(versions.suite ?? versions.server ?? "");
  if (minor === undefined || suite.focus !== modes["certified-conformance"].focus || suite.skip !== "")
    return undefined;
  const finished = new Set(specs.filter(hasFinished).map((spec) => spec.name));
  return listedTests(minor)?.filter((name) => !finished.has(name));
}

/** The flags of `run` that select the rest. */
export interface RestFlags {
  readonly mode?: Mode;
  readonly focus?: string;
  readonly skip?: string;
  readonly parallel?: string;
}

/**
 * The flags that run what an earlier run did not finish: by names if they are known, otherwise everything that it was to
 * run, minus what it finished. `parallel` is the user's value, or `auto`; `folder` is named in errors.
 * @throws InputError if nothing is left, or the earlier run's mode is unknown
 */
export function restFlags(parallel: string, earlier: Owed, folder: string): RestFlags {
  const { mode, focus, skip: skipped = "", processes } = earlier.suite;
  const rest = restOf(earlier);
  if (rest !== undefined) {
    if (rest.length === 0) throw new InputError(`--rest ${folder}: every test finished there`);
    // a focus normally means a short run, which this may not be: use as many processes as the run it completes
    const asBefore = parallel === "auto" && processes !== undefined;
    return {
      focus: focusFor(rest),
      parallel: asBefore ? String(Math.min(processes, rest.length)) : parallel,
    };
  }
  const finished = earlier.specs.filter(hasFinished).map((spec) => spec.name);
  const done = finished.length === 0 ? "" : focusFor(finished);
  if (mode !== undefined && !isMode(mode)) {
    throw new InputError(`--rest ${folder}: its mode ${mode} is not one of ${modeNames.join(", ")}`);
  }
  const skip = [skipped, done].filter((pattern) => pattern !== "").join("|");
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(focus === undefined || isModes(mode, focus) ? {} : { focus }),
    ...(skip === "" ? {} : { skip }),
  };
}

/** Whether this is the focus of the mode itself, or of no mode. */
function isModes(mode = "certified-conformance", focus: string): boolean {
  return isMode(mode) && modes[mode].focus === focus;
}
