import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { BuildHead } from "../../history/build/metadata.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history list [STORE…]`: a row for each build. */
export function listCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => list(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("list"), loadFlags)
    .summary("list the builds of jobs")
    .description("Lists the builds of jobs, the newest first, with their verdicts.")
    .argument("[stores...]", `${storeWords}: a job, or a folder of jobs (default: those that were imported)`)
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json", "name"]).default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} history list\n  ${name} history list gs://acme-conformance/logs/nightly-v1.35 --last 7\n  ${name} history list -o name`,
    );
}

/** A build, as it is listed. */
interface Row extends Omit<BuildHead, "verdict"> {
  readonly job: string;
  readonly store: string;
  readonly verdict: BuildHead["verdict"] | "unfinished";
}

type ListFlags = FlagsOf<typeof declared>;

/** Prints builds. Throws InputError, StoreError. */
async function list(context: Context, stores: readonly string[], flags: ListFlags): Promise<void> {
  const { columns } = await import("../../display/columns.ts");
  const { jsonText } = await import("../../text/printed.ts");
  const { loadJobs } = await import("./load-flags.ts");
  const { startedWords } = await import("../../history/build/time.ts");
  const { ageWords, passedWords, tookWords } = await import("./words.ts");
  const { io } = context;
  const jobs = await loadJobs(stores, flags, io);
  const rows = jobs.flatMap(({ name, store, builds }) =>
    builds.flatMap((one): Row[] => {
      if (one.kind === "unreadable") return [];
      if (one.kind === "complete") return [{ job: name, store, ...one.value.head }];
      const { build, started } = one;
      return [{ job: name, store, build, verdict: "unfinished", ...(started !== undefined && { started }) }];
    }),
  );
  if (flags.output === "json") return io.stdout.write(jsonText({ items: rows }));
  if (flags.output === "name") return io.stdout.write(rows.map(({ build }) => `${build}\n`).join(""));
  io.stdout.write(
    columns(
      ["JOB", "BUILD", "VERDICT", "PASSED", "KUBERNETES", "TOOK", "STARTED", "AGE"],
      rows.map((row) => [
        row.job,
        row.build,
        row.verdict,
        passedWords(row),
        row.server ?? "",
        tookWords(row),
        startedWords(row),
        ageWords(row, io.now()),
      ]),
    ),
  );
}
