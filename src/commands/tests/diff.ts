import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import { InputError } from "../../errors.ts";
import { inline, table } from "../../results/markdown.ts";
import type { RequiredDiff } from "../../suite/required/diff.ts";
import { jsonText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `tests diff FROM TO`: what changed between two releases. */
export function diffCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((from, to, flags) => diffTests(context, from, to, flags));
}

function declared({ name }: Context) {
  return new Command("diff")
    .summary("show which tests were added, removed and renamed between two releases")
    .description(
      "Shows which conformance tests were added, removed and renamed between two releases. A test counts as renamed if a removed and an added name have almost the same words.",
    )
    .argument("<from>", "a release: v1.34")
    .argument("<to>", "another: v1.35")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "json", "markdown"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests diff v1.34 v1.35\n  ${name} tests diff v1.32 v1.36 -o markdown`,
    );
}

type DiffFlags = FlagsOf<typeof declared>;

/** Prints what changed between two releases. Throws InputError for an unknown release. */
async function diffTests({ io }: Context, fromWord: string, toWord: string, flags: DiffFlags): Promise<void> {
  const { diffRequired } = await import("../../suite/required/diff.ts");
  const { listedTests } = await import("../../suite/required/required.ts");
  const { readRelease } = await import("./release.ts");
  const from = readRelease(fromWord, "tests diff").minor;
  const to = readRelease(toWord, "tests diff").minor;
  if (from === to) throw new InputError(`tests diff ${fromWord} ${toWord}: both are ${from}`);
  const diff = diffRequired(listedTests(from) ?? [], listedTests(to) ?? []);
  const { added, removed, renamed } = diff;
  const counts = `${added.length} added, ${removed.length} removed${renamed.length === 0 ? "" : `; ${renamed.length} of each ${renamed.length === 1 ? "is one test" : "are the same tests"} renamed`}`;
  if (flags.output === "json") {
    io.stdout.write(jsonText({ from, to, ...diff }));
    return;
  }
  const rows = rowsOf(diff);
  if (flags.output === "markdown") {
    const lines = [`## Conformance tests from ${from} to ${to}`, `${counts}.`];
    if (rows.length > 0) lines.push(markdownRows(diff));
    io.stdout.write(`${lines.join("\n\n")}\n`);
    return;
  }
  if (rows.length > 0) io.stdout.write(columns(["CHANGE", "NAME"], rows));
  io.stderr.write(`${from} to ${to}: ${counts}\n`);
}

/** The added and removed tests that were not renamed. */
function plain({ added, removed, renamed }: RequiredDiff): {
  readonly added: readonly string[];
  readonly removed: readonly string[];
} {
  const names = new Set(renamed.flatMap(({ from, to }) => [from, to]));
  return {
    added: added.filter((name) => !names.has(name)),
    removed: removed.filter((name) => !names.has(name)),
  };
}

function rowsOf(diff: RequiredDiff): string[][] {
  const { added, removed } = plain(diff);
  return [
    ...added.map((name) => ["added", name]),
    ...removed.map((name) => ["removed", name]),
    ...diff.renamed.flatMap(({ from, to }) => [
      ["renamed", from],
      ["     to", to],
    ]),
  ];
}

function markdownRows(diff: RequiredDiff): string {
  const { added, removed } = plain(diff);
  return table(
    ["change", "test"],
    [
      ...added.map((name) => ["added", inline(name)]),
      ...removed.map((name) => ["removed", inline(name)]),
      ...diff.renamed.map(({ from, to }) => ["renamed", `${inline(from)}<br>to ${inline(to)}`]),
    ],
  );
}
