import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import type { Endings } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { Following, Outcome, Seen } from "./following.ts";
import type { SuiteLog } from "./log.ts";
import { openSources, type Seen as SourceSeen } from "./sources.ts";

export interface FollowOptions {
  readonly runId: string;
  readonly namespace: string;
  readonly following: Following;
  readonly log: SuiteLog;
  readonly endings: Endings;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
}

/**
 * Follows a run from its pod's making to the suite's end: what the cluster and the log say, in one order.
 * @throws RunError where the log cannot be written here
 */
export async function* follow(cluster: Cluster, options: FollowOptions): AsyncGenerator<RunEvent, Outcome> {
  const { following, log, io } = options;
  const sources = openSources(cluster, { ...options, offset: log.offset });
  try {
    for await (const next of sources) {
      for (const seen of await read(next, log)) {
        const step = following.take(seen, { at: io.now(), mono: io.monotonic() });
        yield* step.events;
        if (step.outcome !== undefined) return step.outcome;
        for (const question of step.questions) sources.ask(question);
      }
      sources.enter(following.phase);
    }
    return { kind: "lost", reason: "the cluster's streams ended", suite: "unknown" };
  } finally {
    sources.close();
  }
}

/** The same with the log's bytes kept and read. */
async function read(seen: SourceSeen, log: SuiteLog): Promise<readonly Seen[]> {
  if (seen.from === "log-end") return [{ from: "log", events: log.end() }, seen];
  if (seen.from !== "log") return [seen];
  const { chunk } = seen;
  if (chunk.kind !== "bytes") return [{ from: "log-way", chunk }];
  return [{ from: "log", events: await log.take(chunk.bytes) }];
}
