import { Command } from "commander";
import type { Context } from "../context.ts";

export interface CommitFlags {
  readonly repo: string;
  readonly productName?: string;
  readonly release?: string;
  readonly pushRemote?: string;
  readonly skipCheck?: boolean;
  readonly force?: boolean;
}

/** `submission commit`: the single signed-off commit in a clone, and what to do with it. */
export function commitCommand(context: Context): Command {
  const { name } = context;
  return new Command("commit")
    .summary("make the one signed-off commit in a clone of cncf/k8s-conformance")
    .description(
      "Copies the four files to v1.35/<product> of a clone, on a branch v1.35-<product> from its default branch, and makes the single signed-off commit that reviewers take; a second call amends it, or leaves it where nothing has changed. Nothing is pushed: prints the title of the pull request, the command that pushes, where to open the pull request, and what reviewers look at. What `submission check` would refuse is not committed. The clone must have no changes of its own; its hooks are not run.",
    )
    .argument("<folder>", "the folder of the submission: v1.35/<product> with its four files")
    .requiredOption("--repo <clone>", "a clone of cncf/k8s-conformance, or of your fork of it")
    .option("--product-name <name>", "the product's folder in the repository (default: that of <folder>)")
    .option(
      "--release <version>",
      "the release of Kubernetes (default: the folder above <folder>); e.g. v1.35",
    )
    .option("--push-remote <remote>", "the remote to push to (default: the one that is your fork)")
    .option("--skip-check", "commit although the bot or a reviewer would refuse it")
    .option("--force", "commit although none of the clone's remotes looks like cncf/k8s-conformance")
    .addHelpText(
      "after",
      `
Examples:
  ${name} submission commit v1.35/acme --repo ~/src/k8s-conformance
  ${name} submission commit out --repo . --release v1.35 --product-name acme --push-remote fork`,
    )
    .action(async (folder: string, flags: CommitFlags) => {
      const { commitAction } = await import("./commit-action.ts");
      await commitAction(context, folder, flags);
    });
}
