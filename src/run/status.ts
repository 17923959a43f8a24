import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Cluster } from "../kube/cluster.ts";
import { exec } from "../kube/exec.ts";
import { type LogEvent, LogParser } from "../suite/log.ts";
import { hasFailed } from "../suite/spec.ts";
import { logFile } from "./follow/log-ways.ts";
import { podState } from "./follow/pod-state.ts";
import { SuiteRecord } from "./follow/suite-record.ts";
import { names } from "./identity.ts";
import type { KnownRun } from "./runs.ts";

/** Where a run stands. `incomplete`: its suite ended without coming to its end; `lost`: its pod is gone or failed. */
export type RunPhase = "starting" | "running" | "passed" | "failed" | "incomplete" | "lost";

/** A run as `status` tells it; its JSON Schema is `status.schema.json` beside this file. */
export interface RunStatus {
  readonly id: string;
  readonly namespace: string;
  readonly phase: RunPhase;
  /** Why it is starting, incomplete or lost, in the cluster's words. */
  readonly reason?: string;
  /** Of the specs; absent until the suite has told how many there are, or where the log is out of reach. */
  readonly progress?: {
    readonly total: number;
    readonly passed: number;
    readonly failed: number;
    readonly remaining: number;
  };
  readonly kubernetes: string;
  readonly image: string;
  readonly mode: string;
  readonly processes: number;
  readonly node?: string;
  /** RFC 3339. */
  readonly started: string;
  readonly ended?: string;
  /** Until when the results can be fetched. */
  readonly resultsUntil?: string;
}

/** Reads where a run stands from its pod and its log. */
export async function readStatus(cluster: Pick<Cluster, "connection">, run: KnownRun): Promise<RunStatus> {
  const { plan } = run.state;
  const common = {
    id: run.id,
    namespace: run.namespace,
    kubernetes: run.state.server,
    image: run.pod?.spec?.containers[0]?.image ?? plan.image,
    mode: plan.mode,
    processes: plan.processes,
    started: run.state.started,
    ...(run.pod?.spec?.nodeName === undefined ? {} : { node: run.pod.spec.nodeName }),
  };
  if (run.pod === undefined) return { ...common, phase: "lost", reason: run.podGone ?? "its pod is gone" };
  const state = podState(run.pod);
  switch (state.kind) {
    case "pending":
      return { ...common, phase: "starting", ...(state.text === "" ? {} : { reason: state.text }) };
    case "blocked":
      return {
        ...common,
        phase: "starting",
        reason: [state.reason, state.message].filter(Boolean).join(": "),
      };
    case "lost":
      return { ...common, phase: "lost", reason: state.reason };
    case "running":
      return { ...common, phase: "running", ...progressOf(await readRecord(cluster, run)) };
    case "ended": {
      const record = await readRecord(cluster, run);
      const ended = state.until ?? new Date();
      return {
        ...common,
        ...phaseAtEnd(state.exitCode, state.reason, record),
        ...progressOf(record),
        ended: ended.toISOString(),
        resultsUntil: new Date(ended.getTime() + plan.keepResults).toISOString(),
      };
    }
  }
}

/** What the log of a run tells by now; undefined where it is out of reach. */
async function readRecord(
  cluster: Pick<Cluster, "connection">,
  run: Pick<KnownRun, "namespace">,
): Promise<SuiteRecord | undefined> {
  const record = new SuiteRecord();
  const events = await readLogEvents(cluster, run);
  for (const event of events ?? []) record.add(event, 0);
  return events === undefined ? undefined : record;
}

/** All that the log of a run tells by now, fetched packed; undefined where it is out of reach. */
export async function readLogEvents(
  cluster: Pick<Cluster, "connection">,
  run: Pick<KnownRun, "namespace">,
): Promise<LogEvent[] | undefined> {
  const parser = new LogParser();
  const events: LogEvent[] = [];
  const packed = exec(cluster, {
    namespace: run.namespace,
    pod: names.pod,
    container: names.collector,
    command: ["gzip", "-c", logFile],
  });
  try {
    await pipeline(Readable.from(packed), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) events.push(...parser.push(chunk));
    });
    return events;
  } catch {
    return undefined;
  }
}

function phaseAtEnd(
  exitCode: number,
  reason: string,
  record: SuiteRecord | undefined,
): Pick<RunStatus, "phase" | "reason"> {
  if (exitCode === 0) return { phase: "passed" };
  if (record?.finished !== undefined && record.finished.reason === undefined) return { phase: "failed" };
  return {
    phase: "incomplete",
    reason: record?.finished?.reason ?? `exit code ${exitCode}${reason === "" ? "" : ` (${reason})`}`,
  };
}

function progressOf(record: SuiteRecord | undefined): Pick<RunStatus, "progress"> {
  if (record === undefined || record.total === 0) return {};
  const failed = record.specs.filter((spec) => hasFailed(spec.state)).length;
  const passed = record.specs.filter((spec) => spec.state === "passed").length;
  return {
    progress: {
      total: record.total,
      passed,
      failed,
      remaining: Math.max(0, record.total - record.specs.length),
    },
  };
}
