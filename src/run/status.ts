import type { Cluster } from "../kube/cluster.ts";
import { verdictOf } from "../results/assess.ts";
import { minorIn } from "../results/layout.ts";
import type { Infer } from "../schema/infer.ts";
import { countStates } from "../suite/junit.ts";
import { listedTests } from "../suite/required/required.ts";
import type { SuiteRecord } from "../suite/suite-record.ts";
import { type PodState, podState } from "./follow/pod-state.ts";
import { type ReadLog, readSuiteLog } from "./read-log.ts";
import type { KnownRun } from "./runs.ts";
import type { statusSchema } from "./status-schema.ts";

/** A run as `status` shows it; its schema describes the fields. */
export type RunStatus = Infer<typeof statusSchema>;

// milliseconds: longer than a runner takes from the binding to the pod, including retries
const making = 120_000;

/** Whether a run without a pod is so young that its runner may be about to create it; `now` is milliseconds since the epoch. */
export function isBeingMade(created: Date, isPodNoted: boolean, now: number): boolean {
  return !isPodNoted && now - created.getTime() < making;
}

/**
 * Reads the state of a run from its pod and its log, `now` in milliseconds since the epoch. What cannot be read is left out, and `reason`
 * says why.
 */
export async function readStatus(
  cluster: Pick<Cluster, "connection" | "sendOnce" | "signal">,
  run: KnownRun,
  now: number,
): Promise<RunStatus> {
  const state = run.pod && podState(run.pod);
  const began = state?.kind === "running" || state?.kind === "ended";
  const young = isBeingMade(run.created, run.marks.pod !== undefined, now);
  return runStatus(run, state, began ? await readSuiteLog(cluster, run) : undefined, young);
}

/**
 * The state of a run, from the state of its pod (undefined: there is none) and, once its suite has started, its log; `young` if the pod may be
 * about to be created. Pure.
 */
export function runStatus(
  run: Pick<KnownRun, "id" | "namespace" | "state" | "pod" | "podGone" | "leaving">,
  state: PodState | undefined,
  log: ReadLog | undefined,
  young = false,
): RunStatus {
  const { plan, server, started } = run.state;
  const common = {
    id: run.id,
    namespace: run.namespace,
    kubernetes: server,
    image: run.pod?.spec?.containers[0]?.image ?? plan.image,
    mode: plan.mode,
    processes: plan.processes,
    started,
    ...(run.pod?.spec?.nodeName === undefined ? {} : { node: run.pod.spec.nodeName }),
  };
  switch (state?.kind) {
    case undefined:
      if (run.leaving === true) {
        const reason = `its namespace is being deleted; what holds it up: kubectl get namespace ${run.namespace} -o jsonpath='{.status.conditions}'`;
        return { ...common, phase: "removing", reason };
      }
      if (young) return { ...common, phase: "starting", reason: "its pod is about to be created" };
      return { ...common, phase: "lost", reason: run.podGone ?? "its pod is gone" };
    case "pending":
      return { ...common, phase: "starting", ...(state.text === "" ? {} : { reason: state.text }) };
    case "blocked": {
      const reason = [state.reason, state.message].filter(Boolean).join(": ");
      return { ...common, phase: "starting", reason };
    }
    case "lost":
      return { ...common, phase: "lost", reason: state.reason };
    case "running":
      return { ...common, phase: "running", ...unread(log), ...progressOf(log) };
    case "ended":
      return {
        ...common,
        ...phaseAtEnd(plan, state, log),
        ...progressOf(log),
        exitCode: state.exitCode,
        ...endTimes(state.until, plan.keepResults),
      };
  }
}

function phaseAtEnd(
  plan: KnownRun["state"]["plan"],
  { exitCode, reason }: Extract<PodState, { kind: "ended" }>,
  log: ReadLog | undefined,
): Pick<RunStatus, "phase" | "reason"> {
  if (log?.kind !== "read") return { phase: "ended", ...unread(log) };
  const judged = verdictOf({
    suite: log.record,
    end: { kind: "exited", exitCode, reason },
    choice: plan,
    names: listedTests(minorIn(plan.release) ?? "") ?? [],
  });
  return {
    phase: judged.verdict,
    ...(judged.reason === undefined ? {} : { reason: judged.reason }),
  };
}

function unread(log: ReadLog | undefined): Pick<RunStatus, "reason"> {
  return log?.kind === "unreadable" ? { reason: `its log cannot be read: ${log.why}` } : {};
}

function endTimes(until: Date | undefined, keepResults: number): Pick<RunStatus, "ended" | "resultsUntil"> {
  if (until === undefined) return {};
  return {
    ended: until.toISOString(),
    resultsUntil: new Date(until.getTime() + keepResults).toISOString(),
  };
}

function progressOf(log: ReadLog | undefined): Pick<RunStatus, "progress"> {
  const record: SuiteRecord | undefined = log?.kind === "read" ? log.record : undefined;
  if (record === undefined || record.total === 0) return {};
  const { passed, failed } = countStates(record.specs);
  const remaining = Math.max(0, record.total - record.specs.length);
  return { progress: { total: record.total, passed, failed, remaining } };
}
