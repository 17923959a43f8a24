import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `ai commit`: the single signed-off commit in a clone, and what to do with it. */
export function commitCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((given, flags) => commit(context, given, flags));
}

function declared({ name }: Context) {
  return new Command("commit")
    .summary("create the single signed-off commit in a clone of cncf/k8s-ai-conformance")
    .description(
      "Copies the submission, which is PRODUCT.yaml and the files that its evidence names, to v1.37/<product> of a clone, on a branch v1.37-<product> from its default branch, and creates one signed-off commit; a second call amends it, or does nothing if nothing has changed. Nothing is pushed: the command prints the title of the pull request, the push command, where to open the pull request, and its checklist. What the validator or a reviewer would refuse is not committed; URLs are not requested for that.",
    )
    .argument("<submission>", "the folder of the submission: v1.37/<product> with its PRODUCT.yaml")
    .requiredOption("--repo <clone>", "a clone of cncf/k8s-ai-conformance, or of your fork of it")
    .option("--product-name <name>", "the product's folder in the repository (default: that of <submission>)")
    .option(
      "--release <version>",
      "the release of Kubernetes (default: the folder above <submission>); e.g. v1.37",
    )
    .option("--push-remote <remote>", "the remote to push to (default: the one that is your fork)")
    .option("--checklist <file|url>", "the checklist of a release that this version does not know")
    .option("--skip-check", "commit even if the validator or a reviewer would refuse it")
    .option("--force", "commit even if none of the clone's remotes looks like cncf/k8s-ai-conformance")
    .addHelpText(
      "after",
      `
Examples:
  ${name} ai commit v1.37/acme --repo ~/src/k8s-ai-conformance
  ${name} ai commit v1.37/acme --repo . --push-remote fork`,
    );
}

type CommitFlags = FlagsOf<typeof declared>;

/** Commits a submission and prints the next steps. Throws InputError, and RunError with git's own message. */
async function commit({ io, name }: Context, given: string, flags: CommitFlags): Promise<void> {
  const { reportOf } = await import("../../ai/check/report.ts");
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { openSubmission } = await import("../../ai/open/open.ts");
  const { aiCertificate } = await import("../../ai/package/certificate.ts");
  const { gather } = await import("../../ai/package/gather.ts");
  const { shellWords } = await import("../../results/words.ts");
  const { openClone } = await import("../../submission/commit/clone.ts");
  const { commitSubmission } = await import("../../submission/commit/commit.ts");
  const { gitForCommit } = await import("../../submission/commit/git.ts");
  const { placeOf } = await import("../../submission/commit/place.ts");
  const { refuseOther } = await import("../../submission/commit/refuse.ts");
  const { nextSteps, pushRemote } = await import("../../submission/commit/words.ts");
  checkRelease(flags.release, "--release");
  const { env, signal } = io;
  const checklistOf = await checklists(flags.checklist, io);
  const opened = await openSubmission(given, { release: flags.release, isOffline: true, checklistOf }, io);
  const place = placeOf(opened.folder, flags);
  const { files, left } = await gather(opened, signal);
  const git = await gitForCommit(path.resolve(io.cwd, flags.repo), { env, signal });
  const clone = await openClone(git, undefined, aiCertificate);
  if (flags.force !== true) refuseOther(clone, flags.repo);
  const remote = pushRemote(clone, flags.pushRemote);
  if (flags.pushRemote !== undefined && remote === undefined) {
    const names = clone.remotes.map((one) => one.name).join(", ");
    throw new InputError(
      `--push-remote ${flags.pushRemote}: no remote of ${flags.repo}, which has ${names || "none"}`,
    );
  }
  if (flags.skipCheck !== true) {
    const refused = reportOf(opened).checks.filter(({ ours }) => ours === "fail");
    if (refused.length > 0)
      throw new InputError(`${given} is not ready: ${refused.map(({ id }) => id).join(", ")}`, {
        fix: `see ${name} ai check ${shellWords([given])}; --skip-check commits it anyway`,
      });
  }
  const committed = await commitSubmission(clone, opened.folder, files, place);
  for (const file of left) io.stderr.write(`left out, because no evidence names it: ${safe(file)}\n`);
  io.stdout.write(`${nextSteps(clone, committed, place, remote).split("\n").map(safe).join("\n")}\n`);
}
