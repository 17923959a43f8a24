import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { RequirementState } from "../../ai/status.ts";
import { exitCode, InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `ai status`: which requirements are met, by what, and what is missing. */
export function statusCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((given, flags) => status(context, given, flags));
}

function declared({ name }: Context) {
  return new Command("status")
    .summary("show which requirements are met, by what, and what is missing")
    .description(
      "Shows each requirement of the checklist with its status, the evidence that is there, and what is missing. Requests nothing: what the validator would say about it is shown by `ai check`.",
    )
    .argument("<submission>", "the folder of the submission, v1.37/<product>, or its PRODUCT.yaml")
    .option("--release <version>", "the release of Kubernetes, if the folder does not name it; e.g. v1.37")
    .option("--checklist <file|url>", "the checklist of a release that this version does not know")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} ai status v1.37/acme
  # what is left to do for the certificate
  ${name} ai status v1.37/acme -o json | jq -r '.[] | select(.state == "open" and .level == "MUST") | .requirement'

Exit codes:
  0 every MUST is met   1 something is missing   2 bad usage, or the submission cannot be read`,
    );
}

type StatusFlags = FlagsOf<typeof declared>;

/** Prints the state of each requirement. Throws InputError if the submission cannot be read. */
async function status({ io, name, exit }: Context, given: string, flags: StatusFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { openSubmission } = await import("../../ai/open/open.ts");
  const { hintOf, statesOf } = await import("../../ai/status.ts");
  const { styleFor } = await import("../../display/style.ts");
  const { jsonText } = await import("../../text/printed.ts");
  const checklistOf = await checklists(flags.checklist, io);
  const opened = await openSubmission(given, { release: flags.release, isOffline: true, checklistOf }, io);
  if (opened.reading.kind === "unreadable" || opened.checklist === undefined) {
    const { reading } = opened;
    const why =
      reading.kind === "unreadable"
        ? reading.why.replace(/\s+/g, " ")
        : "there is no checklist of its release";
    throw new InputError(`${given}: ${why}`, { fix: `see ${name} ai check ${given}` });
  }
  const states = statesOf(opened);
  const open = states.filter(({ level, state }) => level === "MUST" && state !== "met");
  exit(open.length === 0 ? exitCode.passed : exitCode.testsFailed);
  if (flags.output === "json") {
    io.stdout.write(jsonText(states));
    return;
  }
  const style = styleFor(io.stdout, io.env);
  const paint = { met: style.good, open: style.bad, unclaimed: style.warning };
  const width = Math.max(...states.map(({ requirement }) => requirement.length));
  const lines = states.flatMap((one) => {
    const indent = " ".repeat(11 + 8 + width + 2);
    const hint = hintOf(one);
    return [
      `${paint[one.state](one.state)}${" ".repeat(11 - one.state.length)}${one.level.padEnd(8)}${one.requirement.padEnd(width)}  ${safe(one.status === "" ? "-" : one.status)}`,
      ...one.by.map((text) => `${indent}${safe(text)}`),
      ...one.missing.map((text) => `${indent}${style.bold("missing:")} ${safe(text)}`),
      ...(hint === undefined || one.state === "unclaimed" ? [] : [`${indent}${hint}`]),
    ];
  });
  io.stdout.write(lines.map((line) => `${line}\n`).join(""));
  io.stderr.write(`\n${summary(states)}\n`);
}

function summary(states: readonly RequirementState[]): string {
  const count = (level: string, state?: string) =>
    states.filter((one) => one.level === level && (state === undefined || one.state === state)).length;
  return `MUST: ${count("MUST", "met")} of ${count("MUST")} met; SHOULD: ${count("SHOULD", "met")} of ${count("SHOULD")} met`;
}
