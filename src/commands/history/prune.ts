import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { dryRunOption, isDryRun } from "../dry-run.ts";
import type { FlagsOf } from "../with-flags.ts";
import { credentialsHelp } from "./help.ts";
import { wholeNumber } from "./load-flags.ts";

/** `history prune STORE --keep N`: removes old builds from a store. */
export function pruneCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((store, flags) => prune(context, store, flags));
}

function declared({ name }: Context) {
  return new Command("prune")
    .summary("remove a job's old builds from its store")
    .description(
      "Removes all builds of a job that are older than its newest complete ones, with all their objects. Of each build finished.json is removed first, so that no reader takes it for a whole one; a prune that was cut continues when it is called again. It asks before it removes anything.",
    )
    .argument("<store>", "the job: a folder, gs://BUCKET/PREFIX/JOB or s3://BUCKET/PREFIX/JOB")
    .requiredOption(
      "--keep <n>",
      "how many of the newest complete builds to keep; e.g. --keep 90",
      wholeNumber,
    )
    .addOption(dryRunOption("print what would be removed, and remove nothing", "client"))
    .option("--force", "remove them without asking")
    .addHelpText(
      "after",
      `
Examples:
  ${name} history prune gs://acme-conformance/logs/nightly-v1.35 --keep 90 --dry-run=client
  ${name} history prune gs://acme-conformance/logs/nightly-v1.35 --keep 90 --force
${credentialsHelp}`,
    );
}

type PruneFlags = FlagsOf<typeof declared>;

/** Removes builds. Throws InputError if nobody agreed, StoreError. */
async function prune({ io }: Context, given: string, flags: PruneFlags): Promise<void> {
  const { pruneable, removeBuild } = await import("../../history/prune.ts");
  const { openStore } = await import("../../stores/open.ts");
  const { safe } = await import("../../text/safe.ts");
  const isDry = isDryRun(flags.dryRun, io.stderr);
  const store = await openStore(given, io);
  const builds = await pruneable(store, flags.keep);
  if (builds.length === 0) {
    io.stderr.write(`${safe(store.name)} has no build older than its ${flags.keep} newest\n`);
    return;
  }
  if (isDry) return io.stdout.write(builds.map((build) => `${build}\n`).join(""));
  if (flags.force !== true) {
    const what = `${builds.length} ${builds.length === 1 ? "build" : "builds"} of ${store.name}, ${builds[0]} and older`;
    const fix = "add --force, or --dry-run=client to see which";
    if (io.ask === undefined) throw new InputError(`this would remove ${safe(what)}`, { fix });
    const answer = await io.ask(`Remove ${safe(what)}? [y/N] `, io.signal);
    if (!/^y(es)?$/i.test(answer.trim())) throw new InputError("nothing was removed", { fix });
  }
  for (const build of builds.toReversed()) {
    const objects = await removeBuild(store, build, io.signal);
    io.stdout.write(`${build}\n`);
    io.stderr.write(`removed ${objects} objects of ${build}\n`);
  }
}
