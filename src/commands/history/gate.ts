import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { exitCode, InputError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history gate [STORE…]`: an exit code for CI. */
export function gateCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => gate(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("gate"), loadFlags)
    .summary("judge the newest builds of jobs, for CI")
    .description(
      "Judges each job by its newest complete build and the builds before it, and exits with 1 if a job does not meet the conditions. A newest build without a verdict never does.",
    )
    .argument("[stores...]", `${storeWords}: jobs, or a folder of jobs (default: those that were imported)`)
    .option("--passed", "the newest build passed")
    .option("--no-new-failures", "no test fails in the newest build that did not fail in the one before")
    .option(
      "--max-flaky <n|share>",
      "at most so many tests were flaky in the builds of --last; e.g. --max-flaky 5 or --max-flaky 1%",
      flaky,
    )
    .option("--max-age <duration>", "the newest build started at most so long ago; e.g. --max-age 26h", age)
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} history gate gs://acme-conformance/logs/nightly-v1.35 --no-new-failures --max-flaky 5
  ${name} history gate s3://acme-conformance/logs --passed --max-age 26h

Exit codes:
  0 all conditions are met   1 one is not   2 bad usage or input   3 a store could not be read`,
    );
}

type GateFlags = FlagsOf<typeof declared>;

/** Judges jobs. Throws InputError without a condition, StoreError. */
async function gate({ io, exit }: Context, stores: readonly string[], flags: GateFlags): Promise<void> {
  const { judge } = await import("../../history/grid/gate.ts");
  const { jsonText } = await import("../../text/printed.ts");
  const { safe } = await import("../../text/safe.ts");
  const { loadJobs } = await import("./load-flags.ts");
  const { passed, newFailures, maxFlaky, maxAge } = flags;
  // commander reads --no-X as X being false
  const conditions = { passed, noNewFailures: newFailures === false, maxFlaky, maxAge };
  if (passed !== true && newFailures !== false && maxFlaky === undefined && maxAge === undefined)
    throw new InputError("no condition is given", {
      fix: "give one or more of --passed, --no-new-failures, --max-flaky and --max-age",
    });
  const jobs = await loadJobs(stores, flags, io);
  const judgments = jobs.map((job) => judge(job, conditions, io.now()));
  const isMet = judgments.every(({ faults }) => faults.length === 0);
  if (flags.output === "json") io.stdout.write(jsonText({ met: isMet, jobs: judgments }));
  else
    for (const { job, build, faults } of judgments) {
      const head = `${job}${build === undefined ? "" : ` build ${build}`}: ${faults.length === 0 ? "ok" : "not ok"}`;
      io.stdout.write(
        [head, ...faults.map((fault) => `  ${fault}`)].map((line) => `${safe(line)}\n`).join(""),
      );
    }
  exit(isMet ? exitCode.passed : exitCode.testsFailed);
}

function flaky(value: string): { readonly most: number; readonly isShare: boolean } {
  const [, number, sign] = /^(\d{1,6}(?:\.\d{1,3})?)(%?)$/.exec(value) ?? [];
  if (number === undefined || (sign === "" && !/^\d+$/.test(number)))
    throw new InvalidArgumentError("It is neither a whole number nor a percentage.");
  return sign === "%"
    ? { most: Number(number) / 100, isShare: true }
    : { most: Number(number), isShare: false };
}

function age(value: string): number {
  const found = /^(\d{1,6})(m|h|d)$/.exec(value);
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[found?.[2] ?? ""];
  if (found === null || unit === undefined) throw new InvalidArgumentError("Write it like 90m, 26h or 2d.");
  return Number(found[1]) * unit;
}
