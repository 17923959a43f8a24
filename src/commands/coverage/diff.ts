import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { CoverageDiff } from "../../coverage/diff.ts";
import { columns } from "../../display/columns.ts";
import { InputError } from "../../errors.ts";
import { inline, table } from "../../results/markdown.ts";
import { jsonText } from "../../text/printed.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { measuringFlags } from "./flags.ts";

/** `coverage diff FROM TO`: what changed between two logs or releases. */
export function diffCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((from, to, flags) => diff(context, from, to, flags));
}

function declared({ name }: Context) {
  const command = new Command("diff")
    .summary("compare the coverage of two audit logs, or the endpoints of two releases")
    .description(
      "Shows which endpoints gained and lost a test between two audit logs, which became eligible, and which of these have no test yet. Each side is an audit log, a file with the output of `coverage -o json`, or a release, of which it compares only the endpoints.",
    )
    .argument("<from>", "an audit log, a saved coverage, or a release: v1.35")
    .argument("<to>", "another")
    .option(
      "--from-release <minor>",
      "the release of <from>, if it is an audit log (default: that of --release)",
    )
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "json", "markdown"])
        .default("table"),
    );
  return withFlags(withFlags(command, measuringFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} coverage diff v1.35 v1.36
  ${name} coverage diff old.log new.log --from-release v1.35 --release v1.36 -o markdown
  ${name} coverage diff coverage-main.json coverage-pr.json`,
  );
}

type DiffFlags = FlagsOf<typeof declared>;

async function diff(context: Context, fromWord: string, toWord: string, flags: DiffFlags): Promise<void> {
  const { io } = context;
  if (fromWord === "-" && toWord === "-") throw new InputError("both sides cannot be standard input");
  const { diffCoverage } = await import("../../coverage/diff.ts");
  const { readSide } = await import("./side.ts");
  const release = flags.fromRelease ?? flags.release;
  const from = await readSide(context, fromWord, { ...flags, ...(release === undefined ? {} : { release }) });
  const to = await readSide(context, toWord, flags);
  const { definition } = from.coverage;
  if (definition !== to.coverage.definition)
    throw new InputError(`${fromWord} was counted by ${definition}, ${toWord} by ${to.coverage.definition}`);
  const result = diffCoverage(from, to);
  const isPartial = from.coverage.partial === true || to.coverage.partial === true;
  if (flags.output === "json")
    io.stdout.write(jsonText({ definition, ...(isPartial ? { partial: true } : {}), ...result }));
  else io.stdout.write(flags.output === "markdown" ? markdownOf(result) : tableOf(result));
  if (flags.output === "table") io.stderr.write(`${isPartial ? "PARTIAL: " : ""}${countsOf(result)}\n`);
}

/** The changes with what they are called, those that ask for action first. */
function changesOf(result: CoverageDiff): readonly (readonly [change: string, ids: readonly string[]])[] {
  const untested = new Set(result.newlyEligibleUntested);
  return [
    ["lost", result.lost ?? []],
    ["eligible, untested", result.newlyEligibleUntested ?? []],
    ["eligible", result.newlyEligible.filter((id) => !untested.has(id))],
    ["no longer eligible", result.noLongerEligible],
    ["gained", result.gained ?? []],
    ["added", result.added.filter((id) => !result.newlyEligible.includes(id))],
    ["removed", result.removed],
  ];
}

function tableOf(result: CoverageDiff): string {
  const rows = changesOf(result).flatMap(([change, ids]) => ids.map((id) => [change, id]));
  return rows.length === 0 ? "" : columns(["CHANGE", "ENDPOINT"], rows);
}

function markdownOf(result: CoverageDiff): string {
  const rows = changesOf(result).flatMap(([change, ids]) => ids.map((id) => [change, inline(id)]));
  const parts = [`## API coverage from ${result.from} to ${result.to}`, `${countsOf(result)}.`];
  if (rows.length > 0) parts.push(table(["change", "endpoint"], rows));
  return `${parts.join("\n\n")}\n`;
}

function countsOf(result: CoverageDiff): string {
  const counts = changesOf(result).map(([change, ids]) => `${ids.length} ${change}`);
  return `${result.from} to ${result.to}: ${counts.join("; ")}`;
}
