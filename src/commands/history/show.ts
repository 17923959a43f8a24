import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history show BUILD [STORE…]`: one build, and what changed since the one before. */
export function showCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((build, stores, flags) => show(context, build, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("show"), loadFlags)
    .summary("show one build: what failed and what changed since the one before")
    .description(
      "Shows what is known about a build, what failed in it and why, and what changed since the build before it: versions, nodes, images, flags, and the tests that fail now and did not before.",
    )
    .argument("<build>", "the build's number, or latest")
    .argument("[stores...]", `${storeWords} (default: those that were imported)`)
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} history show latest\n  ${name} history show 1795212964 gs://acme-conformance/logs/nightly-v1.35`,
    );
}

type ShowFlags = FlagsOf<typeof declared>;

/** Prints a build. Throws InputError if there is none, or several; StoreError. */
async function show(
  { io }: Context,
  wanted: string,
  stores: readonly string[],
  flags: ShowFlags,
): Promise<void> {
  const { showWords } = await import("./show-words.ts");
  const { loadJobs } = await import("./load-flags.ts");
  const { isBuildId } = await import("../../history/layout.ts");
  if (wanted !== "latest" && !isBuildId(wanted))
    throw new InputError(`${wanted} is not a build's number`, {
      fix: "history list shows them; or write latest",
    });
  const jobs = await loadJobs(stores, flags, io);
  const found = jobs.flatMap((job) => {
    const at =
      wanted === "latest"
        ? job.builds.findIndex(({ kind }) => kind === "complete")
        : job.builds.findIndex(({ build }) => build === wanted);
    return at < 0 ? [] : [{ job, at }];
  });
  const [only] = found;
  if (only === undefined)
    throw new InputError(`there is no build ${wanted} among the ${flags.last ?? 30} newest`, {
      fix: "history list shows them; --last looks further back",
    });
  if (found.length > 1)
    throw new InputError(
      `build ${wanted}: ${found.length} jobs have one: ${found.map(({ job }) => job.name).join(", ")}`,
      {
        fix: "name the job's store after it",
      },
    );
  io.stdout.write(showWords(only.job, only.at));
}
