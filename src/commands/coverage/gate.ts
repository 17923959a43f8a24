import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { exitCode, InputError } from "../../errors.ts";
import { jsonText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { measuringFlags } from "./flags.ts";

/** `coverage gate`: fails if too few endpoints are tested. */
export function gateCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((logs, flags) => gate(context, logs, flags));
}

function declared({ name }: Context) {
  const command = new Command("gate")
    .summary("fail if too few eligible endpoints are tested")
    .description(
      "Fails if fewer of the eligible endpoints are tested than required. Endpoints on Kubernetes' pending list are excused: they count only if they are tested. Instead of audit logs it also takes what `coverage -o json` printed.",
    )
    .argument("<logs...>", "audit logs, or a file with the output of coverage -o json")
    .option(
      "--min <percent>",
      "the least part of the eligible endpoints that must be tested; e.g. --min 95",
      readPercent,
    )
    .option("--no-untested-eligible", "no eligible endpoint may be without a test")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json", "name"]).default("table"),
    );
  return withFlags(withFlags(command, measuringFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} coverage gate audit.log --release v1.35 --min 95
  ${name} coverage gate audit*.log.zst --no-untested-eligible
  ${name} coverage gate coverage.json --no-untested-eligible -o name

Exit codes:
  0 passed   1 too few are tested   2 bad usage, or a log that cannot be read or is cut off   3 the cluster failed (--from-cluster)`,
  );
}

type GateFlags = FlagsOf<typeof declared>;

async function gate(context: Context, logs: readonly string[], flags: GateFlags): Promise<void> {
  const { io, exit } = context;
  const all = !flags.untestedEligible;
  if (flags.min === undefined && !all)
    throw new InputError("nothing is required", {
      fix: "add --min PERCENT, --no-untested-eligible, or both",
    });
  const { judgeGate } = await import("../../coverage/gate.ts");
  const { measure } = await import("./measure.ts");
  const { readSaved } = await import("./side.ts");
  const { percent } = await import("./words.ts");
  const [first = ""] = logs;
  const saved = logs.length === 1 ? await readSaved(first, context) : undefined;
  if (saved?.partial === true && flags.partial !== true)
    throw new InputError(`${first}: is partial: a log was cut off when it was made`, {
      fix: "add --partial to judge it all the same",
    });
  const coverage = saved ?? (await measure(context, logs, flags));
  const result = judgeGate(coverage, { min: flags.min, all });
  if (flags.output === "json")
    io.stdout.write(jsonText({ release: coverage.release, definition: coverage.definition, ...result }));
  else {
    const lines = flags.output === "name" ? result.missing : result.missing.map((id) => `untested: ${id}`);
    io.stdout.write(lines.map((line) => `${safe(line)}\n`).join(""));
  }
  const excused =
    result.excused.length === 0
      ? ""
      : `, ${result.excused.length} pending ${result.excused.length === 1 ? "one" : "ones"} excused`;
  const demands = [
    ...(flags.min === undefined ? [] : [`at least ${flags.min} %`]),
    ...(all ? ["none untested"] : []),
  ];
  io.stderr.write(
    `${result.passed ? "passed" : "failed"}: ${result.covered} of ${result.counted} eligible endpoints of ${coverage.release} are tested (${percent(result.covered, result.counted)}${excused}); required: ${demands.join(", ")}\n`,
  );
  exit(result.passed ? exitCode.passed : exitCode.testsFailed);
}

function readPercent(value: string): number {
  const number = Number(value.replace(/%$/, ""));
  if (!/^\d{1,3}(?:\.\d+)?%?$/.test(value) || number > 100)
    throw new InvalidArgumentError("It is not a percentage from 0 to 100.");
  return number;
}
