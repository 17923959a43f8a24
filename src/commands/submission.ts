import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { checkCommand } from "./submission/check.ts";
import { commitCommand } from "./submission/commit.ts";
import { initCommand } from "./submission/init.ts";
import { packageCommand } from "./submission/package.ts";

/** `submission`: from results to the pull request. */
export function submissionCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return new Command("submission")
    .summary("create, check and commit a submission to cncf/k8s-conformance")
    .description(
      "Creates the folder that you submit to cncf/k8s-conformance, checks it as the project's bot and its reviewers do, and commits it.",
    )
    .addCommand(initCommand(context))
    .addCommand(packageCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(commitCommand(context))
    .addHelpText(
      "after",
      `
Examples:
  ${name} submission init --from k8s-conformance/v1.34/acme --out acme
  ${name} submission package conformance-results/20261120-2215-k3x9 --product acme
  ${name} submission check v1.35/acme
  ${name} submission commit v1.35/acme --repo k8s-conformance`,
    );
}
