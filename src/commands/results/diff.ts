import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode } from "../../errors.ts";
import type { Paired, ResultsDiff } from "../../results/diff.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `results diff A B`: what changed from one run to another. */
export function diffCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((before, after, flags) => diff(context, before, after, flags));
}

function declared({ name }: Context) {
  return new Command("diff")
    .summary("compare two runs: newly failing, fixed, slower, new, gone")
    .description(
      "Compares the tests of two runs, whichever runners made them: which fail now and did not before, which are fixed, which take at least twice as long and ten seconds longer, which are new and which are gone. A test whose tags are in another order is the same test.",
    )
    .argument("<before>", "results: a folder, a tarball, or a junit file")
    .argument("<after>", "the results to compare them with")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} results diff conformance-results/20261119-2200-aaaa conformance-results/20261120-2215-k3x9
  ${name} results diff old.tar.gz junit_01.xml -o json | jq '.newlyFailing'

Exit codes:
  0 nothing fails that did not before   1 newly failing tests   2 bad usage, or results cannot be read`,
    );
}

type DiffFlags = FlagsOf<typeof declared>;

/** Prints what changed. Throws InputError if one of the two cannot be read. */
async function diff(context: Context, before: string, after: string, flags: DiffFlags): Promise<void> {
  const { diffResults } = await import("../../results/diff.ts");
  const { openResults } = await import("./open.ts");
  const { io, exit } = context;
  const first = await openResults([before], io);
  const second = await openResults([after], io);
  const changes = diffResults(first.specs, second.specs);
  if (flags.output === "json") {
    const { jsonText } = await import("../../text/printed.ts");
    io.stdout.write(jsonText({ before, after, ...changes }));
  } else {
    const verdicts = [first, second].map(({ results }) => results.verdict).join(" → ");
    io.stdout.write(`${verdicts}\n${await tableOf(changes)}`);
  }
  exit(changes.newlyFailing.length > 0 ? exitCode.testsFailed : exitCode.passed);
}

async function tableOf(changes: ResultsDiff): Promise<string> {
  const { tookText } = await import("../../results/words.ts");
  const name = ({ before, after }: Paired) => safe((after ?? before)?.name ?? "");
  const took = (spec: Paired["after"]) => tookText(spec?.seconds ?? 0);
  const cause = ({ after }: Paired) => (after?.cause === undefined ? [] : [`    ${safe(after.cause)}`]);
  const sections: [string, readonly Paired[], (pair: Paired) => string[]][] = [
    ["Newly failing", changes.newlyFailing, (pair) => [`  ${name(pair)}`, ...cause(pair)]],
    ["Still failing", changes.stillFailing, (pair) => [`  ${name(pair)}`, ...cause(pair)]],
    ["Fixed", changes.fixed, (pair) => [`  ${name(pair)}`]],
    ["Slower", changes.slower, (pair) => [`  ${took(pair.before)} → ${took(pair.after)}  ${name(pair)}`]],
    ["New", changes.added, (pair) => [`  ${name(pair)}`]],
    ["Gone", changes.gone, (pair) => [`  ${name(pair)}`]],
    [
      "Renamed, considered the same",
      changes.renamed,
      (pair) => [`  ${safe(pair.before?.name ?? "")}`, `  → ${name(pair)}`],
    ],
  ];
  const blocks = sections
    .filter(([, pairs]) => pairs.length > 0)
    .map(([title, pairs, lines]) => `\n${title} (${pairs.length})\n${pairs.flatMap(lines).join("\n")}\n`);
  return blocks.length === 0 ? "Nothing changed.\n" : blocks.join("");
}
