import { columns } from "../../display/columns.ts";
import type { RunStatus } from "../../run/status.ts";
import { humanDuration } from "../../text/duration.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import type { StatusFlags } from "./status.ts";

/** The state of runs, in the format of `-o`. */
export async function render(
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

/** A row for each run, under a header. */
export function table(items: readonly RunStatus[], wide: boolean, now: number): string {
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
