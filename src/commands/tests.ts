import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { diffCommand } from "./tests/diff.ts";
import { explainCommand } from "./tests/explain.ts";
import { futureCommand } from "./tests/future.ts";
import { listCommand } from "./tests/list.ts";

/** `tests`: which tests each release of Kubernetes requires, and what they require. */
export function testsCommand(context: Context): CommandUnknownOpts {
  return new Command("tests")
    .summary("show which tests a release requires, and what they check")
    .description(
      "Shows which tests each release of Kubernetes requires of a conformant cluster, what changed between two releases, what later ones will require, and what a test requires. It contacts no cluster.",
    )
    .addCommand(listCommand(context))
    .addCommand(diffCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(futureCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${context.name} tests list --release v1.35 --sig network\n  ${context.name} tests diff v1.34 v1.35\n  ${context.name} tests explain 'secure master service'`,
    );
}
