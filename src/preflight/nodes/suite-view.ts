import type { V1Node, V1Taint } from "@kubernetes/client-node";

/** Whether a node is cordoned: the suite's list leaves such nodes out, and does not wait for them (`test/e2e/framework/node/wait.go`). */
export function isCordoned(node: V1Node): boolean {
  return node.spec?.unschedulable === true;
}

/** The taints that keep a pod without tolerations away. */
export function keepingTaints(node: V1Node): readonly V1Taint[] {
  return (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");
}

/** Whether a taint tells of the node's own state: the control plane sets and takes it away. */
export function isConditionTaint({ key }: V1Taint): boolean {
  return key.startsWith("node.kubernetes.io/") || key.startsWith("node.cloudprovider.kubernetes.io/");
}

/** Whether the suite can place pods on a node: ready, with a network, not cordoned, without taints (`GetReadySchedulableNodes`). */
export function isUsable(node: V1Node): boolean {
  return !isCordoned(node) && keepingTaints(node).length === 0 && isReady(node) && isLinux(node);
}

/** Whether the kubelet says that it is ready, and its network too. */
export function isReady(node: V1Node): boolean {
  return has(node, "Ready") && !has(node, "NetworkUnavailable");
}

export function isLinux(node: V1Node): boolean {
  return (node.status?.nodeInfo?.operatingSystem ?? node.metadata?.labels?.["kubernetes.io/os"]) === "linux";
}

export function nameOf(node: V1Node): string {
  return node.metadata?.name ?? "";
}

/** Whether a condition of this type is true. */
export function has(node: V1Node, type: string): boolean {
  return (node.status?.conditions ?? []).some(
    (condition) => condition.type === type && condition.status === "True",
  );
}
