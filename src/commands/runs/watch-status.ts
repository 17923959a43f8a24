import { stringify } from "yaml";
import { chooseRun, readRuns } from "../../run/runs.ts";
import { type RunStatus, readStatus } from "../../run/status.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { runsWhere } from "./choose.ts";
import { looks } from "./looks.ts";
import type { StatusFlags } from "./status.ts";
import { table } from "./status-formats.ts";

// milliseconds: each look reads the whole log of each running run
const every = 10_000;

/**
 * Prints the state of the runs, and each again whenever it has changed, as `kubectl get -w` does, until it is interrupted, or the one run
 * that was named is gone.
 * @throws InputError if the named run does not exist; the signal's reason
 */
export async function watchStatus(
  context: Context,
  word: string | undefined,
  flags: StatusFlags,
): Promise<void> {
  const { io } = context;
  const cluster = await openFlags(context, flags);
  let only: string | undefined;
  const look = async () => {
    const all = runsWhere(await readRuns(cluster), flags);
    if (word !== undefined) only ??= chooseRun(all, word).id;
    const runs = all.runs.filter(({ id }) => only === undefined || id === only);
    return Promise.all(runs.map((run) => readStatus(cluster, run, io.now())));
  };
  const before = new Map<string, string>();
  let isFirst = true;
  for await (const items of looks(io, () => every, look)) {
    for (const id of before.keys()) {
      if (items.some((item) => item.id === id)) continue;
      before.delete(id);
      io.stderr.write(`run ${id} is gone from the cluster\n`);
    }
    const changed = items.filter((item) => before.get(item.id) !== JSON.stringify(item));
    for (const item of changed) before.set(item.id, JSON.stringify(item));
    if (changed.length > 0) io.stdout.write(printed(items, changed, flags.output, isFirst, io.now()));
    isFirst &&= changed.length === 0;
    if (only !== undefined && items.length === 0) return;
  }
}

/** The runs that have changed; a table's columns are wide enough for all runs, so that rows are aligned. */
function printed(
  items: readonly RunStatus[],
  changed: readonly RunStatus[],
  output: StatusFlags["output"],
  isFirst: boolean,
  now: number,
): string {
  switch (output) {
    case "json":
      return changed.map(jsonText).join("");
    case "yaml":
      return changed.map((item) => `---\n${yamlText(stringify(item))}`).join("");
    case "name":
      return changed.map(({ id }) => `conformancerun/${id}\n`).join("");
    default: {
      const [header = "", ...rows] = table(items, output === "wide", now).split("\n");
      const again = items.flatMap((item, index) => (changed.includes(item) ? [rows[index] ?? ""] : []));
      return [...(isFirst ? [header] : []), ...again, ""].join("\n");
    }
  }
}
