import { Command, Option } from "commander";
import type { Context } from "../context.ts";

export interface CheckFlags {
  readonly title?: string;
  readonly latest?: string;
  readonly requiredTests?: string;
  readonly offline?: boolean;
  readonly output: "table" | "json" | "markdown" | "github";
}

/** `submission check`: what the bot would say, and a reviewer, before the pull request. */
export function checkCommand(context: Context): Command {
  const { name } = context;
  return new Command("check")
    .summary("check a submission as the bot and the reviewers do")
    .description(
      "Looks at a folder as cncf/k8s-conformance's bot does, with its own verdict on each of its 15 requirements, and as its reviewers do beyond that, and tells what mends each fault. In a git clone it looks at the commits and the other files of the branch too.",
    )
    .argument("<folder>", "the folder of the submission: v1.35/<product> with its four files")
    .option(
      "--title <title>",
      "the title of the pull request (default: «Conformance results for v1.35/<product>», of the folder)",
    )
    .option(
      "--latest <minor>",
      "the newest release of Kubernetes: it and the two before are taken (default: the one that is current by this machine's clock); e.g. v1.36",
    )
    .option(
      "--required-tests <file|url>",
      "the conformance.yaml of a release whose required tests are not known to this version",
    )
    .option("--offline", "do not look whether the URLs in PRODUCT.yaml answer")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "json", "markdown", "github"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} submission check v1.35/acme
  # in a clone, with the title that the pull request has
  ${name} submission check k8s-conformance/v1.35/acme --title 'Conformance results for v1.35/acme'
  # in a GitHub workflow: annotations on the files
  ${name} submission check v1.35/acme -o github
  # what a reviewer would ask about
  ${name} submission check v1.35/acme -o json | jq -r '.checks[] | select(.ours != "pass") | .fix'

Exit codes:
  0 ready   1 not ready   2 bad usage, or the folder cannot be read`,
    )
    .action(async (folder: string, flags: CheckFlags) => {
      const { checkAction } = await import("./check-action.ts");
      await checkAction(context, folder, flags);
    });
}
