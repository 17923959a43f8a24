import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { badgeCommand } from "./history/badge.ts";
import { flakesCommand } from "./history/flakes.ts";
import { gateCommand } from "./history/gate.ts";
import { gridCommand } from "./history/grid.ts";
import { importCommand } from "./history/import.ts";
import { listCommand } from "./history/list.ts";
import { pruneCommand } from "./history/prune.ts";
import { publishCommand } from "./history/publish.ts";
import { serveCommand } from "./history/serve.ts";
import { showCommand } from "./history/show.ts";
import { siteCommand } from "./history/site.ts";

/** `history`: runs, night by night: published to a store, and compared. */
export function historyCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return new Command("history")
    .summary("publish runs night by night, and compare them")
    .description(
      "Publishes the results of runs to a folder or a bucket, in the layout that TestGrid, Spyglass and gcsweb read, and compares the published runs: which tests fail since when, what changed at that time, and which are flaky. Results of any runner can be published, and builds of any publisher can be read. A STORE is a folder, gs://BUCKET/PREFIX or s3://BUCKET/PREFIX; its last part is the name of a job, and below that each build has a number.",
    )
    .addCommand(publishCommand(context))
    .addCommand(importCommand(context))
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(gridCommand(context))
    .addCommand(flakesCommand(context))
    .addCommand(gateCommand(context))
    .addCommand(siteCommand(context))
    .addCommand(serveCommand(context))
    .addCommand(badgeCommand(context))
    .addCommand(pruneCommand(context))
    .addHelpText(
      "after",
      `
Examples:
  ${name} history publish --to gs://acme-conformance/logs/nightly-v1.35
  ${name} history import gs://acme-conformance/logs/nightly-v1.35
  ${name} history list
  ${name} history show latest
  ${name} history grid gs://acme-conformance/logs/nightly-v1.35
  ${name} history gate gs://acme-conformance/logs/nightly-v1.35 --no-new-failures --max-flaky 5`,
    );
}
