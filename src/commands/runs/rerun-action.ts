import path from "node:path";
import { type ExitCode, InputError } from "../../errors.ts";
import { readEarlierRun } from "../../results/read/earlier.ts";
import { hasFinished, type Owed, restOf } from "../../results/rest.ts";
import { isMode, modes } from "../../suite/modes.ts";
import { focusFor, isConformance } from "../../suite/names.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { runAction } from "../run/begin.ts";
import type { RunFlags } from "../run/flags.ts";
import type { RerunFlags } from "./rerun.ts";

/** Runs some specs of an earlier run again. Throws InputError where there is nothing to run. */
export async function rerunAction(context: Context, flags: RerunFlags): Promise<ExitCode> {
  const { io } = context;
  const folder = flags.failed ?? flags.rest;
  if (folder === undefined) throw new InputError("rerun needs --failed RESULTS or --rest RESULTS");
  const flag = flags.failed === undefined ? "--rest" : "--failed";
  const place = path.resolve(io.cwd, folder);
  const earlier = await readRun(place, `${flag} ${folder}`, io.signal);
  const { failed, rest, ...run } = flags;
  if (rest !== undefined) {
    return (await runAction(context, { ...run, ...restFlags(run, earlier, rest) })).code;
  }
  const names = earlier.specs.filter((spec) => hasFailed(spec.state)).map((spec) => spec.name);
  if (names.length === 0) throw new InputError(`--failed ${folder}: no spec failed there`);
  const again = await runAction(context, { ...run, focus: focusFor(names) });
  if (flags.output !== "jsonl") io.stderr.write(compare(names, again.specs));
  return again.code;
}

/**
 * The flags that run what an earlier run did not finish: by their names where they are known, else all that it was to
 * run less what it finished. Throws InputError where nothing is left.
 */
export function restFlags(
  flags: Pick<RunFlags, "parallel">,
  earlier: Owed,
  folder: string,
): Partial<RunFlags> {
  const finished = earlier.specs.filter(hasFinished).map((spec) => spec.name);
  const done = finished.length === 0 ? "" : focusFor(finished);
  const rest = restOf(earlier);
  if (rest !== undefined) {
    if (rest.length === 0) throw new InputError(`--rest ${folder}: every test came to its end there`);
    // a focus is taken for a short run, which this may not be: as parallel as the run it completes
    const { processes } = earlier.suite;
    const parallel =
      flags.parallel === "auto" && processes !== undefined
        ? String(Math.min(processes, rest.length))
        : flags.parallel;
    return { focus: focusFor(rest), parallel };
  }
  const { mode, focus } = earlier.suite;
  const skip = [earlier.suite.skip ?? "", done].filter((pattern) => pattern !== "").join("|");
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(focus === undefined || isModes(mode, focus) ? {} : { focus }),
    ...(skip === "" ? {} : { skip }),
  };
}

/** Whether this is the focus that the mode, or no mode, gives by itself. */
function isModes(mode = "certified-conformance", focus: string): boolean {
  return isMode(mode) && modes[mode].focus === focus;
}

/** What the second attempt says of each spec that failed at the first. */
function compare(names: readonly string[], again: readonly SpecResult[]): string {
  return names
    .map((name) => {
      const state = again.find((spec) => spec.name === name)?.state;
      const verdict = state === undefined ? "not run" : state === "passed" ? "flaky" : "failing";
      return `${verdict.padEnd(11)}${safe(name)}\n`;
    })
    .join("");
}

async function readRun(place: string, origin: string, signal: AbortSignal): Promise<Owed> {
  try {
    const { specs, suite, versions } = await readEarlierRun(place, signal);
    return {
      specs: specs.filter((spec) => isConformance(spec.name) || spec.state !== "skipped"),
      suite,
      versions,
    };
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(`${origin}: ${cause.message}`, {
      ...(cause.fix === undefined ? {} : { fix: cause.fix }),
      cause,
    });
  }
}
