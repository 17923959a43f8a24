import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `submission commit`: the single signed-off commit in a clone, and what to do with it. */
export function commitCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((folder, flags) => commit(context, folder, flags));
}

function declared({ name }: Context) {
  return new Command("commit")
    .summary("create the single signed-off commit in a clone of cncf/k8s-conformance")
    .description(
      "Copies the four files to v1.35/<product> of a clone, on a branch v1.35-<product> from its default branch, and creates the single signed-off commit that reviewers accept; a second call amends it, or does nothing if nothing has changed. Nothing is pushed: the command prints the title of the pull request, the push command, where to open the pull request, and what reviewers check. What `submission check` would refuse is not committed. The clone must have no changes of its own; its hooks are not run, nor other programs that its settings name.",
    )
    .argument("<folder>", "the folder of the submission: v1.35/<product> with its four files")
    .requiredOption("--repo <clone>", "a clone of cncf/k8s-conformance, or of your fork of it")
    .option("--product-name <name>", "the product's folder in the repository (default: that of <folder>)")
    .option(
      "--release <version>",
      "the release of Kubernetes (default: the folder above <folder>); e.g. v1.35",
    )
    .option("--push-remote <remote>", "the remote to push to (default: the one that is your fork)")
    .option("--skip-check", "commit even if the bot or a reviewer would refuse it")
    .option("--force", "commit even if none of the clone's remotes looks like cncf/k8s-conformance")
    .addHelpText(
      "after",
      `
Examples:
  ${name} submission commit v1.35/acme --repo ~/src/k8s-conformance
  ${name} submission commit out --repo . --release v1.35 --product-name acme --push-remote fork`,
    );
}

type CommitFlags = FlagsOf<typeof declared>;

/** Commits a submission and prints the next steps. Throws InputError, and RunError with git's own message. */
async function commit({ io }: Context, given: string, flags: CommitFlags): Promise<void> {
  const { openClone } = await import("../../submission/commit/clone.ts");
  const { commitSubmission } = await import("../../submission/commit/commit.ts");
  const { gitForCommit } = await import("../../submission/commit/git.ts");
  const { placeOf } = await import("../../submission/commit/place.ts");
  const { refuseUnready } = await import("../../submission/commit/ready.ts");
  const { refuseOther } = await import("../../submission/commit/refuse.ts");
  const { nextSteps, pushRemote } = await import("../../submission/commit/words.ts");
  const { readFour } = await import("../../submission/four-files.ts");
  const { currentMinor } = await import("../../suite/taken.ts");
  checkRelease(flags.release, "--release");
  const { env, signal } = io;
  const folder = path.resolve(io.cwd, given);
  const place = placeOf(folder, flags);
  const files = await readFour(folder, signal);
  const clone = await openClone(await gitForCommit(path.resolve(io.cwd, flags.repo), { env, signal }));
  if (flags.force !== true) refuseOther(clone, flags.repo);
  const remote = pushRemote(clone, flags.pushRemote);
  if (flags.pushRemote !== undefined && remote === undefined) {
    const names = clone.remotes.map(({ name }) => name).join(", ");
    throw new InputError(
      `--push-remote ${flags.pushRemote}: no remote of ${flags.repo}, which has ${names || "none"}`,
    );
  }
  if (flags.skipCheck !== true) {
    await refuseUnready(files, place, given, { latest: currentMinor(io.now()), signal });
  }
  const committed = await commitSubmission(clone, folder, files, place);
  io.stdout.write(`${nextSteps(clone, committed, place, remote).split("\n").map(safe).join("\n")}\n`);
}
