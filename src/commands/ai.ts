import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { checkCommand } from "./ai/check.ts";
import { commitCommand } from "./ai/commit.ts";
import { evidenceCommand } from "./ai/evidence.ts";
import { initCommand } from "./ai/init.ts";
import { packageCommand } from "./ai/package.ts";
import { preflightCommand } from "./ai/preflight.ts";
import { runCommand } from "./ai/run.ts";
import { statusCommand } from "./ai/status.ts";
import type { Context } from "./context.ts";

/** `ai`: from a cluster to the pull request of Kubernetes AI Conformance. */
export function aiCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return new Command("ai")
    .summary("prove Kubernetes AI Conformance: cluster, tests, submission")
    .description(
      "Kubernetes AI Conformance is the second certificate, for platforms that are already certified Kubernetes. These commands show what a cluster has of its requirements, run its tests, and create, check and commit the folder for cncf/k8s-ai-conformance.",
    )
    .addCommand(preflightCommand(context))
    .addCommand(initCommand(context))
    .addCommand(evidenceCommand(context))
    .addCommand(runCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(packageCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(commitCommand(context))
    .addHelpText(
      "after",
      `
Examples:
  ${name} ai preflight
  ${name} ai init --submission k8s-conformance/v1.37/acme
  ${name} ai evidence --submission v1.37/acme
  ${name} ai check v1.37/acme
  ${name} ai commit v1.37/acme --repo k8s-ai-conformance`,
    );
}
