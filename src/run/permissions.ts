import type { V1ResourceAttributes } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import type { RunObjects } from "./plan/objects.ts";

/** What the runner itself does in the cluster; the suite has its own service account. */
export function neededAccess(namespace: string): readonly V1ResourceAttributes[] {
  const rbac = "rbac.authorization.k8s.io";
  return [
    { verb: "create", resource: "namespaces" },
    { verb: "delete", resource: "namespaces" },
    { verb: "list", resource: "namespaces" },
    { verb: "watch", resource: "namespaces" },
    { verb: "create", group: rbac, resource: "clusterrolebindings" },
    { verb: "delete", group: rbac, resource: "clusterrolebindings" },
    { verb: "create", resource: "serviceaccounts", namespace },
    { verb: "create", resource: "pods", namespace },
    { verb: "delete", resource: "pods", namespace },
    { verb: "list", resource: "pods" },
    { verb: "watch", resource: "pods" },
    { verb: "list", resource: "events", namespace },
    { verb: "watch", resource: "events", namespace },
    { verb: "list", resource: "nodes" },
  ];
}

/**
 * Tries what only the server can answer, without creating anything: whether it allows this user to give cluster-admin to the suite.
 * @throws ApiError with the server's own message if it does not
 */
export async function tryBinding(cluster: Cluster, objects: RunObjects): Promise<void> {
  const { metadata } = objects.binding;
  const body = { ...objects.binding, metadata: { ...metadata, name: `${metadata?.name}-try` } };
  await cluster.rbac.createClusterRoleBinding({ body, dryRun: "All" });
}
