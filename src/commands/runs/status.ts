import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `status [RUN]`: the runs in the cluster and their state. */
export function statusCommand(context: Context): CommandUnknownOpts {
  return declared(context).action(async (run, flags) => {
    if (flags.watch !== true) return show(context, run, flags);
    const { watchStatus } = await import("./watch-status.ts");
    return watchStatus(context, run, flags);
  });
}

/** Prints the state of the runs. Throws InputError if the named one does not exist. */
async function show(context: Context, run: string | undefined, flags: StatusFlags): Promise<void> {
  const { chooseRun, oddities, readRuns } = await import("../../run/runs.ts");
  const { readStatus } = await import("../../run/status.ts");
  const { meantPlugins, pluginRuns } = await import("../../plugins/run/known.ts");
  const { readPluginStatus } = await import("../../plugins/run/status.ts");
  const { noRuns, runsWhere } = await import("./choose.ts");
  const { render } = await import("./status-formats.ts");
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const all = runsWhere(await readRuns(cluster), flags);
  const plugins = run === undefined ? undefined : meantPlugins(all, run);
  const runs = run === undefined ? all.runs : plugins === undefined ? [chooseRun(all, run)] : [];
  const ofPlugins = run === undefined ? pluginRuns(all) : plugins === undefined ? [] : [plugins];
  const items = [
    ...(await Promise.all(runs.map((known) => readStatus(cluster, known, io.now())))),
    ...(await Promise.all(ofPlugins.map((marks) => readPluginStatus(cluster, marks, io.now())))),
  ];
  for (const line of run === undefined ? oddities(all) : []) io.stderr.write(`${safe(line)}\n`);
  if (items.length === 0 && (flags.output === "table" || flags.output === "wide"))
    io.stderr.write(`${safe(noRuns(all))}\n`);
  else io.stdout.write(await render(items, flags.output, io.now()));
}

function declared({ name }: Context) {
  const command = new Command("status")
    .summary("show the runs in the cluster and their state")
    .description("Shows the runs in the cluster, whoever started them, and their state.")
    .argument("[run]", runArgument)
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "wide", "json", "yaml", "name"])
        .default("table"),
    )
    .option("-w, --watch", "keep watching, and print each run again when its state has changed");
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} status\n  ${name} status -o wide\n  ${name} status -w\n  ${name} status -n conformance-nightly\n  ${name} status 20261120-2215-k3x9 -o json`,
  );
}

/** The flags of `status` as commander returns them. */
export type StatusFlags = FlagsOf<typeof declared>;
