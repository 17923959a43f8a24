import path from "node:path";
import { type ExitCode, InputError } from "../../errors.ts";
import { type EarlierRun, readEarlierRun } from "../../results/read/earlier.ts";
import { hasFinished, restOf } from "../../results/rest.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { isMode, modes } from "../../suite/modes.ts";
import { focusFor, isConformance } from "../../suite/names.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { runAction } from "../run/action.ts";
import type { RunFlags } from "../run/flags.ts";
import type { RerunFlags } from "./rerun.ts";

/** Runs some specs of an earlier run again. Throws InputError where there is nothing to run. */
export async function rerunAction(context: Context, flags: RerunFlags): Promise<ExitCode> {
  const { io } = context;
  const folder = flags.failed ?? flags.rest;
  if (folder === undefined) throw new InputError("rerun needs --failed RESULTS or --rest RESULTS");
  const flag = flags.failed === undefined ? "--rest" : "--failed";
  const place = path.resolve(io.cwd, folder);
  const { specs, record } = await readRun(place, `${flag} ${folder}`, io.signal);
  const { failed, rest, ...run } = flags;
  if (rest !== undefined) {
    return (await runAction(context, { ...run, ...restFlags(run, record, specs, rest) })).code;
  }
  const names = specs.filter((spec) => hasFailed(spec.state)).map((spec) => spec.name);
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
  record: RunRecord | undefined,
  specs: readonly SpecResult[],
  folder: string,
): Partial<RunFlags> {
  const finished = specs.filter(hasFinished).map((spec) => spec.name);
  const done = finished.length === 0 ? "" : focusFor(finished);
  if (record === undefined) return done === "" ? {} : { skip: done };
  const rest = restOf(record, specs);
  if (rest !== undefined) {
    if (rest.length === 0) throw new InputError(`--rest ${folder}: every test came to its end there`);
    // a focus is taken for a short run, which this may not be: as parallel as the run it completes
    const parallel =
      flags.parallel === "auto" ? String(Math.min(record.suite.processes, rest.length)) : flags.parallel;
    return { focus: focusFor(rest), parallel };
  }
  const { mode, focus } = record.suite;
  const skip = [record.suite.skip, done].filter((pattern) => pattern !== "").join("|");
  return {
    mode,
    ...(isMode(mode) && modes[mode].focus === focus ? {} : { focus }),
    ...(skip === "" ? {} : { skip }),
  };
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

async function readRun(place: string, origin: string, signal: AbortSignal): Promise<EarlierRun> {
  try {
    const { specs, record } = await readEarlierRun(place, signal);
    return { specs: specs.filter((spec) => isConformance(spec.name) || spec.state !== "skipped"), record };
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(`${origin}: ${cause.message}`, {
      ...(cause.fix === undefined ? {} : { fix: cause.fix }),
      cause,
    });
  }
}
