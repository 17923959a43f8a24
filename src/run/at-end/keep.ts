import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { Slots } from "../../async/slots.ts";
import { aboutFiles } from "../../dump/about.ts";
import { takeDump } from "../../dump/dump.ts";
import { planDump } from "../../dump/plan.ts";
import { firstLine } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { collectNodeLogs } from "../../nodes/collect.ts";
import type { LogOf } from "../../nodes/log.ts";
import type { Io } from "../../process/io.ts";
import { dumpFile, nodeLogsDir } from "../../results/at-end.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { fileName } from "../../text/file-name.ts";
import { safe } from "../../text/safe.ts";
import type { RunEvent } from "../events.ts";
import { dumpAround } from "./around.ts";

/** For which runs something is kept. */
export type KeptOf = "failed" | "always" | "none";

/** What is read of the cluster when the suite has ended, and before anything is removed. */
export interface KeptAtEnd {
  readonly nodeLogs: KeptOf;
  readonly dump: KeptOf;
}

export interface KeepOptions {
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  /** The results folder. */
  readonly dir: string;
  readonly kept: KeptAtEnd;
  readonly namespace: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

// milliseconds: somebody waits for the verdict
const patience = 5 * 60_000;
// nodes whose logs are kept, and bytes of one log
const mostNodes = 100;
const mostLog = 32_000_000;
const atOnce = 8;
// before the run, which may have begun because something else was wrong
const before = 60_000;

/**
 * Keeps the logs of nodes and a dump in the results folder, as far as they are wanted for a run with this result. Whatever goes wrong is a
 * notice, and disturbs nothing else.
 */
export async function* keepAtEnd(
  cluster: Cluster,
  record: RunRecord,
  options: KeepOptions,
): AsyncGenerator<RunEvent, void> {
  const { io, kept } = options;
  const isWanted = (of: KeptOf) => of === "always" || (of === "failed" && record.verdict !== "passed");
  const works = [
    ...(isWanted(kept.nodeLogs) ? [{ what: "the logs of nodes", work: keepNodeLogs }] : []),
    ...(isWanted(kept.dump) ? [{ what: "a dump of the cluster", work: keepDump }] : []),
  ];
  for (const { what, work } of works) {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patience)]);
    const at = () => ({ kind: "notice", at: io.now() }) as const;
    yield { ...at(), level: "info", text: `keeping ${what}` };
    try {
      const problems = await work(endingWith(cluster, signal), record, { ...options, signal });
      for (const text of problems) yield { ...at(), level: "warning", text };
    } catch (error) {
      const why = options.signal.aborted ? "the run is being ended" : firstLine(error);
      yield { ...at(), level: "warning", text: `${what} could not be kept: ${why}` };
    }
  }
}

type Keep = (cluster: Cluster, record: RunRecord, options: KeepOptions) => Promise<readonly string[]>;

const keepNodeLogs: Keep = async (cluster, record, { io, dir, signal }) => {
  const slots = new Slots(atOnce);
  const since = Date.parse(record.times.started) - before;
  const collected = await Promise.all(
    record.nodes.slice(0, mostNodes).map((node) => {
      const runtime = /^(\w+):/.exec(node.containerRuntime)?.[1]?.replace("cri-o", "crio");
      const units = ["kubelet", ...(runtime === undefined ? [] : [runtime])];
      return collectNodeLogs({
        nodes: [{ cluster, name: node.name, clock: io, signal }],
        logs: units.map((name): LogOf => ({ kind: "unit", name })),
        wanted: { since },
        dir: path.join(dir, nodeLogsDir),
        most: mostLog,
        slots,
      });
    }),
  );
  const faults = collected.flat().flatMap(({ fault }) => fault?.words ?? []);
  const [first] = faults;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
  return [
    ...(first === undefined ? [] : [`logs of nodes are missing or incomplete: ${safe(first)}${more}`]),
    ...(record.nodes.length > mostNodes ? [`logs are kept of the first ${mostNodes} nodes only`] : []),
  ];
};

const keepDump: Keep = async (cluster, record, { io, dir, namespace, signal }) => {
  const folder = path.join(dir, ".dump");
  try {
    const around = { namespace, uuids: record.suite.uuids, since: Date.parse(record.times.started) };
    const reading = { cluster, io, signal };
    const plan = await planDump(reading, await dumpAround(cluster, around, folder));
    const about = aboutFiles(plan, record.tool.version, new Date(io.now()));
    const { faults } = await takeDump(reading, plan, () => undefined, about);
    const { packDump } = await import("../../dump/tarball.ts");
    await packDump(folder, path.join(dir, dumpFile));
    return faults === 0 ? [] : [`${faults} left out of the dump: its meta/errors.jsonl says what`];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The files that were kept, also by an earlier follower, in order; no links. */
export async function keptIn(dir: string): Promise<readonly string[]> {
  const top = path.join(dir, nodeLogsDir);
  const entries = await readdir(top, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name === fileName(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [...files.toSorted(), path.join(dir, dumpFile)];
}
