import { Command, Option } from "commander";
import type { Context } from "./context.ts";
import type { DiffFlags } from "./tests/diff.ts";
import type { ExplainFlags } from "./tests/explain.ts";
import type { ListFlags } from "./tests/list.ts";

/** `tests`: which tests each release of Kubernetes requires, and what they require. */
export function testsCommand(context: Context): Command {
  return new Command("tests")
    .summary("show which tests a release requires, and what they say")
    .description(
      "Shows which tests each release of Kubernetes requires of a conformant cluster, what changed between two releases, and what a test requires. It contacts no cluster.",
    )
    .addCommand(listCommand(context))
    .addCommand(diffCommand(context))
    .addCommand(explainCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${context.name} tests list --release v1.35 --sig network\n  ${context.name} tests diff v1.34 v1.35\n  ${context.name} tests explain 'secure master service'`,
    );
}

function listCommand(context: Context): Command {
  const { name } = context;
  return new Command("list")
    .summary("list the conformance tests of a release")
    .description(
      "Lists the conformance tests of a release, as Kubernetes' own list of that release has them.",
    )
    .option("--release <minor>", "the release; e.g. --release v1.35 (default: the newest that is known)")
    .option("--sig <name>", "only tests of this special interest group; e.g. --sig node")
    .option("--tag <tag>", "only tests with this tag in their name; e.g. --tag Slow")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "wide", "json", "yaml", "name"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests list\n  ${name} tests list --release v1.35 --sig node --tag Slow\n  ${name} tests list --release v1.34 -o name | wc -l`,
    )
    .action(async (flags: ListFlags) => {
      const { listTests } = await import("./tests/list.ts");
      await listTests(context, flags);
    });
}

function diffCommand(context: Context): Command {
  const { name } = context;
  return new Command("diff")
    .summary("show which tests were added, removed and renamed between two releases")
    .description(
      "Tells which conformance tests came, went and were renamed between two releases. A test counts as renamed where a name that went and one that came have nearly the same words.",
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
    )
    .action(async (from: string, to: string, flags: DiffFlags) => {
      const { diffTests } = await import("./tests/diff.ts");
      diffTests(context, from, to, flags);
    });
}

function explainCommand(context: Context): Command {
  const { name } = context;
  return new Command("explain")
    .summary("show what a test requires, since when, and where its source is")
    .description("Tells what a conformance test requires of a cluster, since when, and where its source is.")
    .argument("<test...>", "the test's name, a part of it, or some of its words")
    .option("--release <minor>", "look among the tests of this release alone; e.g. --release v1.34")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests explain 'Pods should be submitted and removed'\n  ${name} tests explain session affinity NodePort switch\n  ${name} tests explain --release v1.34 'secure master service'`,
    )
    .action(async (words: readonly string[], flags: ExplainFlags) => {
      const { explainTest } = await import("./tests/explain.ts");
      await explainTest(context, words.join(" "), flags);
    });
}
