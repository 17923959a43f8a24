import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { credentialsHelp, storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history grid [STORE…]`: tests by runs, or clusters by nights. */
export function gridCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => grid(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("grid"), loadFlags)
    .summary("compare builds: tests by runs, or clusters by nights")
    .description(
      "Shows the tests of jobs by their runs, as TestGrid does: which fail now, since which build, and what changed between it and the one before; which are flaky; how the failures group by the likeness of their messages; which tests came and went with a release. Several jobs are shown side by side. For a folder of jobs it shows the jobs by nights instead, from one small object for each build. With -o html it is one page that needs no network. In the table, the newest build is on the left: `.` passed, `F` failed, `~` passed at a further attempt.",
    )
    .argument("[stores...]", `${storeWords}: jobs, or a folder of jobs (default: those that were imported)`)
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "html", "markdown", "json"])
        .default("table"),
    )
    .addOption(
      new Option(
        "--by <what>",
        "what the rows are (default: jobs for a folder of jobs, otherwise tests)",
      ).choices(["tests", "jobs"]),
    )
    .option("--all", "also the tests that never failed; -o html always has them")
    .option("--focus <regexp>", "only tests whose name matches; e.g. --focus 'Services.*affinity'")
    .addHelpText(
      "after",
      `
Examples:
  ${name} history grid gs://acme-conformance/logs/nightly-v1.35
  ${name} history grid gs://acme-conformance/logs/acme-aws gs://acme-conformance/logs/acme-azure --last 14
  ${name} history grid s3://acme-conformance/logs --by jobs
  ${name} history grid gs://acme-conformance/logs/nightly-v1.35 --last 200 -o html > grid.html
  ${name} history grid gs://acme-conformance/logs/nightly-v1.35 -o markdown >> "$GITHUB_STEP_SUMMARY"
${credentialsHelp}`,
    );
}

type GridFlags = FlagsOf<typeof declared>;

/** Prints a grid. Throws InputError, StoreError. */
async function grid(context: Context, stores: readonly string[], flags: GridFlags): Promise<void> {
  const { loadGrid } = await import("./load-grid.ts");
  const { formats } = await import("./grid-formats.ts");
  const { io } = context;
  if (flags.output === "html" && io.stdout.isTTY) {
    const { InputError } = await import("../../errors.ts");
    throw new InputError("-o html prints a whole page, which a terminal cannot show", {
      fix: `write it to a file: ${context.name} history grid -o html > grid.html`,
    });
  }
  const loaded = await loadGrid(stores, flags, io);
  io.stdout.write(await formats[flags.output](loaded, { all: flags.all === true }));
}
