import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { credentialsHelp, storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history import STORE…`: reads builds into the index. */
export function importCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => importBuilds(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("import"), loadFlags)
    .summary("read the builds of stores into the local index")
    .description(
      "Reads the builds of stores, any publisher's, into the local index, from which the other commands of history then work without a network. Builds that the index has are not read again, and builds that are gone from the store are dropped.",
    )
    .argument("<stores...>", `${storeWords}: a job, or a folder of jobs`)
    .option("--again", "read everything again")
    .addHelpText(
      "after",
      `
Examples:
  ${name} history import gs://acme-conformance/logs/nightly-v1.35
  ${name} history import gs://acme-conformance/logs --last 100
${credentialsHelp}`,
    );
}

type ImportFlags = FlagsOf<typeof declared>;

/** Imports builds. Throws InputError, StoreError. */
async function importBuilds(context: Context, stores: readonly string[], flags: ImportFlags): Promise<void> {
  const { loadJob } = await import("../../history/load.ts");
  const { safe } = await import("../../text/safe.ts");
  const { jobStores, loadOptions, reportUnreadable } = await import("./load-flags.ts");
  const { io } = context;
  const options = { ...(await loadOptions(flags, io)), isAgain: flags.again === true };
  for (const store of await jobStores(stores, io)) {
    const job = await loadJob(store, options);
    reportUnreadable([job], io);
    const count = (kind: string) => job.builds.filter((one) => one.kind === kind).length;
    const [complete, unfinished] = [count("complete"), count("unfinished")];
    const builds = `${complete} ${complete === 1 ? "build" : "builds"}`;
    io.stdout.write(
      `${safe(store.name)}  ${builds}${unfinished === 0 ? "" : `, ${unfinished} unfinished`}\n`,
    );
  }
}
