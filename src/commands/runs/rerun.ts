import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { type ExitCode, InputError } from "../../errors.ts";
import type { Owed } from "../../results/rest.ts";
import type { SpecResult } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { judgedBy } from "../judged.ts";
import { runFlags } from "../run/flags.ts";
import { judgeRunFlags } from "../run/judge-flags.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `rerun`: runs the failed specs of an earlier run again, or those that never ran. */
export function rerunCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), judgeRunFlags(context)).action(async (flags) =>
    context.exit(await rerun(context, flags)),
  );
}

function declared({ name }: Context) {
  const command = new Command("rerun")
    .summary("run the failed specs of an earlier run again")
    .description(
      "Runs the failed specs of an earlier run again and reports which fail again and which were flaky, or runs those that never ran because the run was interrupted. Takes a results folder of this program, the tarball of sonobuoy retrieve, or any folder with a junit_01.xml in it. Such a run never certifies: to certify, run everything again.",
    )
    .addOption(
      new Option("--failed <results>", "the results folder or tarball whose failed specs to run").conflicts([
        "rest",
        "focus",
        "sig",
        "skip",
      ]),
    )
    .addOption(
      new Option(
        "--rest <results>",
        "the results folder or tarball of an interrupted run whose remaining specs to run",
      ).conflicts(["failed", "focus", "sig", "skip"]),
    );
  return withFlags(withFlags(command, runFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} rerun --failed conformance-results/20261120-2215-k3x9\n  ${name} rerun --rest conformance-results/20261120-2215-k3x9 --parallel 4`,
  );
}

type RerunFlags = FlagsOf<typeof declared>;

/** Runs some specs of an earlier run again. Throws InputError if there is nothing to run. */
async function rerun(context: Context, flags: RerunFlags): Promise<ExitCode> {
  const { io } = context;
  const { failed, rest, ...run } = flags;
  const folder = failed ?? rest;
  if (folder === undefined) throw new InputError("rerun needs --failed RESULTS or --rest RESULTS");
  const { restFlags } = await import("../../results/rest.ts");
  const { focusInAnyRelease, testKey } = await import("../../suite/required/same-test.ts");
  const { hasFailed } = await import("../../suite/spec.ts");
  const { runAction } = await import("../run/begin.ts");
  const flag = failed === undefined ? "--rest" : "--failed";
  const earlier = await readRun(path.resolve(io.cwd, folder), `${flag} ${folder}`, io.signal);
  if (failed === undefined) {
    return (await runAction(context, { ...run, ...restFlags(run.parallel, earlier, folder) })).code;
  }
  const names = earlier.specs.filter((spec) => hasFailed(spec.state)).map((spec) => spec.name);
  if (names.length === 0) throw new InputError(`--failed ${folder}: no spec failed there`);
  // the cluster may have been upgraded to a release that names the same tests with their tags in another order
  const again = await runAction(context, { ...run, focus: focusInAnyRelease(names) });
  if (flags.output === "table" && again.specs.length > 0)
    io.stderr.write(compare(names, again.specs, testKey));
  return again.code;
}

async function readRun(place: string, origin: string, signal: AbortSignal): Promise<Owed> {
  const { readEarlierRun } = await import("../../results/read/earlier.ts");
  const { isConformance } = await import("../../suite/names.ts");
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

/** What the second attempt says about each spec that failed in the first. */
function compare(
  names: readonly string[],
  again: readonly SpecResult[],
  keyOf: (name: string) => string,
): string {
  const states = new Map(again.map((spec) => [keyOf(spec.name), spec.state]));
  return names
    .map((name) => {
      const state = states.get(keyOf(name));
      const verdict = state === undefined ? "not run" : state === "passed" ? "flaky" : "failing";
      return `${verdict.padEnd(11)}${safe(name)}\n`;
    })
    .join("");
}
