import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { names } from "../identity.ts";

/** What the run's own pod tells of the run. */
export type PodState =
  | { readonly kind: "pending"; readonly text: string }
  /** A container cannot start; the kubelet goes on trying. */
  | { readonly kind: "blocked"; readonly reason: string; readonly message: string }
  | { readonly kind: "running"; readonly since: Date | undefined }
  | {
      readonly kind: "ended";
      readonly exitCode: number;
      readonly since: Date | undefined;
      readonly until: Date | undefined;
      readonly reason: string;
    }
  /** The pod is gone or going without a verdict. */
  | { readonly kind: "lost"; readonly reason: string };

/** Reads the state of a run from its pod. Pure. */
export function podState(pod: V1Pod): PodState {
  // a kubelet that evicts a pod kills its containers and says why on the pod alone; one whose containers ended by themselves has no reason
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
  // one whose collector was killed, or cannot start, runs all the same
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

/** Whether a container has not begun, and nothing keeps it from it. */
function isOnItsWay(status: V1ContainerStatus | undefined): boolean {
  if (status?.state?.running !== undefined || status?.state?.terminated !== undefined) return false;
  const reason = status?.state?.waiting?.reason ?? "";
  return reason === "" || quiet.has(reason);
}

/** Why a pod was taken away, in the words of whoever did it: the eviction API, the scheduler, the kubelet. */
export function whyGone(pod: V1Pod, otherwise: string): string {
  const disruption = pod.status?.conditions?.find(
    (condition) => condition.type === "DisruptionTarget" && condition.status === "True",
  );
  const told = [disruption?.reason, disruption?.message].filter(Boolean).join(": ");
  if (told !== "") return `${otherwise} (${told})`;
  return [pod.status?.reason, pod.status?.message].filter(Boolean).join(": ") || otherwise;
}

/** Whether the collector can be asked for files. */
export function collectorRuns(pod: V1Pod): boolean {
  return statusOf(pod, names.collector)?.state?.terminated === undefined;
}

/** Whether the pod's node has stopped answering: then the control plane alone calls a pod unready whose containers all were ready. */
export function nodeIsSilent(pod: V1Pod): boolean {
  const ready = pod.status?.conditions?.find((condition) => condition.type === "Ready");
  const containers = pod.status?.containerStatuses ?? [];
  return (
    ready?.status === "False" && containers.length > 0 && containers.every((container) => container.ready)
  );
}

/** The image's digest as the node resolved it (`sha256:…`), where it is told. */
export function imageDigest(pod: V1Pod): string | undefined {
  return /sha256:[0-9a-f]{64}/.exec(statusOf(pod, names.suite)?.imageID ?? "")?.[0];
}

// reasons of a container on its ordinary way to start
const quiet = new Set(["ContainerCreating", "PodInitializing"]);

function statusOf(pod: V1Pod, container: string): V1ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find((status) => status.name === container);
}
