import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { type PodState, podState } from "../run/follow/pod-state.ts";
import { runLabel } from "../run/identity.ts";
import { parseQuantity } from "../run/plan/quantity.ts";

/** What the checks need to know about a pod. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly phase: string;
  readonly ready: boolean;
  /** Why it is not, in the kubelet's or the scheduler's words. */
  readonly trouble: string;
  readonly going: boolean;
  readonly controlled: boolean;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Cores and bytes that the scheduler counts for it. */
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly images: readonly string[];
  /** The command lines of its containers. */
  readonly words: readonly string[];
  /** Set on the pod of a run of this program. */
  readonly run?: { readonly id: string; readonly state: PodState["kind"] };
}

/** Extracts from a pod what the checks need. */
export function podFacts(pod: V1Pod): PodFacts {
  const containers = pod.spec?.containers ?? [];
  const run = pod.metadata?.labels?.[runLabel];
  return {
    namespace: pod.metadata?.namespace ?? "",
    name: pod.metadata?.name ?? "",
    node: pod.spec?.nodeName ?? "",
    phase: pod.status?.phase ?? "",
    ready: condition(pod, "Ready")?.status === "True",
    trouble: troubleOf(pod),
    going: pod.metadata?.deletionTimestamp !== undefined,
    controlled: pod.metadata?.ownerReferences?.some((owner) => owner.controller === true) ?? false,
    created: pod.metadata?.creationTimestamp?.getTime() ?? 0,
    requests: { cpu: requested(pod, "cpu"), memory: requested(pod, "memory") },
    images: containers.map((container) => container.image ?? ""),
    words: containers.flatMap((container) => [...(container.command ?? []), ...(container.args ?? [])]),
    ...(run === undefined ? {} : { run: { id: run, state: podState(pod).kind } }),
  };
}

/** Whether its containers have ended for good, so that it occupies nothing on its node. */
export function hasEnded(pod: PodFacts): boolean {
  return pod.phase === "Succeeded" || pod.phase === "Failed";
}

/**
 * What the scheduler counts: the larger of the containers' sum and the largest init container, sidecars always, and the
 * overhead; requests of the whole pod override those of its containers.
 */
function requested(pod: V1Pod, resource: string): number {
  const whole = pod.spec?.resources?.requests?.[resource];
  const of = (container: V1Container) => amount(container.resources?.requests?.[resource]);
  const init = pod.spec?.initContainers ?? [];
  const sidecars = init.filter((container) => container.restartPolicy === "Always");
  const always = sum((pod.spec?.containers ?? []).map(of)) + sum(sidecars.map(of));
  const starting = Math.max(0, ...init.map(of));
  const containers = Math.max(always, starting);
  return (whole === undefined ? containers : amount(whole)) + amount(pod.spec?.overhead?.[resource]);
}

function amount(quantity: string | undefined): number {
  const value = parseQuantity(quantity ?? "0");
  return Number.isNaN(value) ? 0 : value;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function troubleOf(pod: V1Pod): string {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const waiting = statuses.map((status) => status.state?.waiting?.reason).find(Boolean);
  return waiting ?? condition(pod, "PodScheduled")?.reason ?? pod.status?.reason ?? "";
}

function condition(pod: V1Pod, type: string) {
  return pod.status?.conditions?.find((found) => found.type === type);
}
