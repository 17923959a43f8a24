import { columns } from "../../display/columns.ts";
import { InputError } from "../../errors.ts";
import { inline, table } from "../../results/markdown.ts";
import { diffRequired, type RequiredDiff } from "../../suite/required/diff.ts";
import { listedTests } from "../../suite/required/required.ts";
import type { Context } from "../context.ts";
import { readRelease } from "./release.ts";

export interface DiffFlags {
  readonly output: "table" | "json" | "markdown";
}

/** Prints what changed between two releases. Throws InputError for a release that is not known. */
export function diffTests({ io }: Context, fromWord: string, toWord: string, flags: DiffFlags): void {
  const from = readRelease(fromWord, "tests diff").minor;
  const to = readRelease(toWord, "tests diff").minor;
  if (from === to) throw new InputError(`tests diff ${fromWord} ${toWord}: both are ${from}`);
  const diff = diffRequired(listedTests(from) ?? [], listedTests(to) ?? []);
  const { added, removed, renamed } = diff;
  const counts = `${added.length} added, ${removed.length} removed${renamed.length === 0 ? "" : `; ${renamed.length} of each ${renamed.length === 1 ? "is one test" : "are the same tests"} renamed`}`;
  if (flags.output === "json") {
    io.stdout.write(`${JSON.stringify({ from, to, ...diff }, null, 4)}\n`);
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

/** The added and removed that are no renamed ones. */
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
