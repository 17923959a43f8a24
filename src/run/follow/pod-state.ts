import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { names } from "../identity.ts";

/** What the run's own pod says about the run. */
export type PodState =
  | { readonly kind: "pending"; readonly text: string }
  /** A container cannot start; the kubelet keeps trying. */
  | { readonly kind: "blocked"; readonly reason: string; readonly message: string }
  | { readonly kind: "running"; readonly since: Date | undefined }
  | {
      readonly kind: "ended";
      readonly exitCode: number;
      readonly since: Date | undefined;
      readonly until: Date | undefined;
      readonly reason: string;
    }
  /** The pod is gone or being deleted, without a verdict. */
  | { readonly kind: "lost"; readonly reason: string };

/** Reads the state of a run from its pod. Pure. */
export function podState(pod: V1Pod): PodState {
  // a kubelet that evicts a pod kills its containers and gives the reason only on the pod; one whose containers ended on their own has no reason
  if (pod.status?.phase === "Failed" && pod.status.reason !== undefined)
    return { kind: "lost", reason: whyGone(pod, "the pod failed") };
  const suite = statusOf(pod, names.suite);
  const terminated = suite?.state?.terminated;
  if (terminated !== undefined) {
    return {
      kind: "ended",
      exitCode: terminated.exitCode,
      since: terminated.startedAt,
      until: terminated.finishedAt,
      reason: terminated.reason ?? "",
    };
  }
  if (pod.metadata?.deletionTimestamp !== undefined)
    return { kind: "lost", reason: whyGone(pod, "the pod is being deleted") };
  if (pod.status?.phase === "Failed") return { kind: "lost", reason: whyGone(pod, "the pod failed") };
  const collector = statusOf(pod, names.collector);
  const { running } = suite?.state ?? {};
  // one whose collector was killed, or cannot start, runs nevertheless
  if (running !== undefined && !isOnItsWay(collector)) return { kind: "running", since: running.startedAt };
  for (const status of [suite, collector]) {
    const waiting = status?.state?.waiting;
    const reason = waiting?.reason ?? "";
    if (waiting !== undefined && reason !== "" && !quiet.has(reason)) {
      return { kind: "blocked", reason, message: waiting.message ?? "" };
    }
  }
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (scheduled?.status === "False")
    return { kind: "pending", text: scheduled.message ?? scheduled.reason ?? "" };
  return { kind: "pending", text: "" };
}

/** Whether a container has not started, and nothing keeps it from starting. */
function isOnItsWay(status: V1ContainerStatus | undefined): boolean {
  if (status?.state?.running !== undefined || status?.state?.terminated !== undefined) return false;
  const reason = status?.state?.waiting?.reason ?? "";
  return reason === "" || quiet.has(reason);
}

/** Why a pod was removed, in the words of the eviction API, the scheduler or the kubelet. */
export function whyGone(pod: V1Pod, otherwise: string): string {
  const disruption = pod.status?.conditions?.find(
    (condition) => condition.type === "DisruptionTarget" && condition.status === "True",
  );
  const reason = [disruption?.reason, disruption?.message].filter(Boolean).join(": ");
  if (reason !== "") return `${otherwise} (${reason})`;
  return [pod.status?.reason, pod.status?.message].filter(Boolean).join(": ") || otherwise;
}

/** Whether files can be requested from the collector. */
export function collectorRuns(pod: V1Pod): boolean {
  return statusOf(pod, names.collector)?.state?.terminated === undefined;
}

/** Whether the pod's node has stopped answering: then only the control plane calls a pod unready whose containers were all ready. */
export function nodeIsSilent(pod: V1Pod): boolean {
  const ready = pod.status?.conditions?.find((condition) => condition.type === "Ready");
  const containers = pod.status?.containerStatuses ?? [];
  return (
    ready?.status === "False" && containers.length > 0 && containers.every((container) => container.ready)
  );
}

/** The image's digest as the node resolved it (`sha256:…`), if it is known. */
export function imageDigest(pod: V1Pod): string | undefined {
  return /sha256:[0-9a-f]{64}/.exec(statusOf(pod, names.suite)?.imageID ?? "")?.[0];
}

// a container's reasons during a normal start
const quiet = new Set(["ContainerCreating", "PodInitializing"]);

function statusOf(pod: V1Pod, container: string): V1ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find((status) => status.name === container);
}
