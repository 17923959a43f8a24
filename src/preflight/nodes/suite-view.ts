import type { V1Node, V1Taint } from "@kubernetes/client-node";

/** Whether a node is cordoned: the suite leaves such nodes out, and does not wait for them (`test/e2e/framework/node/wait.go`). */
export function isCordoned(node: V1Node): boolean {
  return node.spec?.unschedulable === true;
}

/** The taints that keep away pods without tolerations. */
export function keepingTaints(node: V1Node): readonly V1Taint[] {
  return (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");
}

// Kubernetes' own (`staging/src/k8s.io/api/core/v1/well_known_taints.go`, `cloud-provider/api`); creators of node pools use other
// keys with this prefix, such as node.kubernetes.io/os of Windows pools
const conditionTaints: ReadonlySet<string> = new Set([
  ...["not-ready", "unreachable", "unschedulable", "memory-pressure", "disk-pressure", "pid-pressure"].map(
    (name) => `node.kubernetes.io/${name}`,
  ),
  "node.kubernetes.io/network-unavailable",
  "node.cloudprovider.kubernetes.io/uninitialized",
  "node.cloudprovider.kubernetes.io/shutdown",
]);

/** Whether a taint reflects the node's own state: the control plane sets it and removes it. */
export function isConditionTaint({ key }: V1Taint): boolean {
  return conditionTaints.has(key);
}

/** Whether the suite can place pods on a node: ready, with a network, not cordoned, without taints (`GetReadySchedulableNodes`). */
export function isUsable(node: V1Node): boolean {
  return isOpen(node) && isLinux(node) && !isVirtual(node);
}

/** Whether the scheduler places any pod on a node, whatever kind of node it is. */
export function isOpen(node: V1Node): boolean {
  return !isCordoned(node) && keepingTaints(node).length === 0 && isReady(node);
}

/**
 * Whether a node is virtual: it represents a service that runs pods elsewhere, or not at all; most specs fail there. By the label of Virtual
 * Kubelet and of those who follow it (Alibaba, Azure, KWOK, Liqo), or the version that it reports.
 */
export function isVirtual({ metadata, status }: V1Node): boolean {
  const labels = metadata?.labels ?? {};
  return (
    /^(?:virtual-kubelet|virtual-node|kwok)$/.test(labels.type ?? labels["liqo.io/type"] ?? "") ||
    metadata?.annotations?.["kwok.x-k8s.io/node"] !== undefined ||
    /-vk-|^fake/.test(status?.nodeInfo?.kubeletVersion ?? "")
  );
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
