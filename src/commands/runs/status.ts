import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import type { RunStatus } from "../../run/status.ts";
import { humanDuration } from "../../text/duration.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `status [RUN]`: the runs of the cluster and where they stand. */
export function statusCommand(context: Context): CommandUnknownOpts {
  const { io } = context;
  return declared(context).action(async (run, flags) => {
    const { chooseRun, oddities, readRuns } = await import("../../run/runs.ts");
    const { noRuns, runsWhere } = await import("./choose.ts");
    const { readStatus } = await import("../../run/status.ts");
    const cluster = await openFlags(context, flags);
    const all = runsWhere(await readRuns(cluster), flags);
    for (const line of run === undefined ? oddities(all) : []) io.stderr.write(`${safe(line)}\n`);
    const runs = run === undefined ? all.runs : [chooseRun(all, run)];
    const items = await Promise.all(runs.map((known) => readStatus(cluster, known, io.now())));
    if (items.length === 0 && (flags.output === "table" || flags.output === "wide"))
      io.stderr.write(`${safe(noRuns(all))}\n`);
    else io.stdout.write(await render(items, flags.output, io.now()));
  });
}

function declared({ name }: Context) {
  const command = new Command("status")
    .summary("show the runs of the cluster and where they stand")
    .description("Shows the runs of the cluster, whoever began them, and where they stand.")
    .argument("[run]", runArgument)
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "wide", "json", "yaml", "name"])
        .default("table"),
    );
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} status\n  ${name} status -o wide\n  ${name} status -n conformance-nightly\n  ${name} status 20261120-2215-k3x9 -o json`,
  );
}

type StatusFlags = FlagsOf<typeof declared>;

async function render(
  items: readonly RunStatus[],
  output: StatusFlags["output"],
  now: number,
): Promise<string> {
  switch (output) {
    case "json":
      return jsonText({ items });
    case "yaml":
      return yamlText((await import("yaml")).stringify({ items }));
    case "name":
      return items.map((item) => `conformancerun/${item.id}\n`).join("");
    default:
      return table(items, output === "wide", now);
  }
}

function table(items: readonly RunStatus[], wide: boolean, now: number): string {
  const header = ["RUN", "NAMESPACE", "STATUS", "PROGRESS", "FAILED", "AGE", "NODE"];
  const more = ["KUBERNETES", "MODE", "PROCESSES", "IMAGE", "RESULTS UNTIL", "REASON"];
  const rows = items.map((item) => {
    const { progress } = item;
    const done = progress === undefined ? "" : `${progress.total - progress.remaining}/${progress.total}`;
    const row = [
      item.id,
      item.namespace,
      item.phase,
      done,
      progress === undefined ? "" : String(progress.failed),
      humanDuration(now - Date.parse(item.started)),
      item.node ?? "",
    ];
    return wide
      ? [
          ...row,
          item.kubernetes,
          item.mode,
          String(item.processes),
          item.image,
          item.resultsUntil ?? "",
          item.reason ?? "",
        ]
      : row;
  });
  return columns(wide ? [...header, ...more] : header, rows);
}
