import type { V1Node } from "@kubernetes/client-node";
import type { NoticeEvent } from "../events.ts";
import { controlPlaneTaint } from "./suite-wait.ts";

/** Why the suite does not begin: it waits for these nodes, 30 minutes by default, before its first spec. */
export function waitNotice(
  nodes: readonly string[],
  taints: readonly string[],
  limit: string,
  at: number,
): NoticeEvent {
  return {
    kind: "notice",
    at,
    level: "warning",
    text: `the suite is waiting up to ${limit} for nodes to be schedulable: ${nodes.join(", ")}`,
    fix:
      taints.length > 0
        ? `run again with --extra-args=--non-blocking-taints=${[...new Set([controlPlaneTaint, ...taints])].join(",")}, or untaint the nodes`
        : `make the nodes ready, or run again with --extra-args=--allowed-not-ready-nodes=${nodes.length}`,
  };
}

/**
 * The nodes that the suite waits for: not ready, without a network, or with a taint that blocks; cordoned ones it leaves out
 * (`test/e2e/framework/node/wait.go`). `nonBlocking` are the taints that its `--non-blocking-taints` names.
 */
export function blockingNodes(
  nodes: readonly V1Node[],
  nonBlocking: readonly string[] = [controlPlaneTaint],
): { readonly names: string[]; readonly taints: string[] } {
  const names: string[] = [];
  const taints = new Set<string>();
  for (const node of nodes) {
    if (node.spec?.unschedulable === true) continue;
    const blocking = (node.spec?.taints ?? []).filter(
      ({ key, effect }) => (effect === "NoSchedule" || effect === "NoExecute") && !nonBlocking.includes(key),
    );
    const ready = has(node, "Ready") && !has(node, "NetworkUnavailable");
    if (ready && blocking.length === 0) continue;
    names.push(node.metadata?.name ?? "");
    if (ready) for (const taint of blocking) taints.add(taint.key);
  }
  return { names, taints: [...taints] };
}

function has(node: V1Node, type: string): boolean {
  return (
    node.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ===
    true
  );
}
