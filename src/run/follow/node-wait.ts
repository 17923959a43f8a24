import type { V1Node } from "@kubernetes/client-node";
import type { NoticeEvent } from "../events.ts";

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
        ? `run again with --extra-args=--non-blocking-taints=${["node-role.kubernetes.io/control-plane", ...taints].join(",")}, or untaint the nodes`
        : `make the nodes ready, or run again with --extra-args=--allowed-not-ready-nodes=${nodes.length}`,
  };
}

/**
 * The nodes that the suite waits for: not Ready, cordoned, or with a taint that blocks
 * (`test/e2e/framework/node/helper.go`, with its default `--non-blocking-taints`).
 */
export function blockingNodes(nodes: readonly V1Node[]): {
  readonly names: string[];
  readonly taints: string[];
} {
  const names: string[] = [];
  const taints = new Set<string>();
  for (const node of nodes) {
    const blocking = (node.spec?.taints ?? []).filter(
      (taint) =>
        (taint.effect === "NoSchedule" || taint.effect === "NoExecute") &&
        taint.key !== "node-role.kubernetes.io/control-plane",
    );
    const ready = node.status?.conditions?.some(
      (condition) => condition.type === "Ready" && condition.status === "True",
    );
    if (ready === true && node.spec?.unschedulable !== true && blocking.length === 0) continue;
    names.push(node.metadata?.name ?? "");
    if (ready === true) for (const taint of blocking) taints.add(taint.key);
  }
  return { names, taints: [...taints] };
}
