import type { V1ResourceAttributes } from "@kubernetes/client-node";
import { RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { bindingName, type RunObjects } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";

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
    { verb: "create", resource: "pods", subresource: "exec", namespace },
    { verb: "list", resource: "pods" },
    { verb: "watch", resource: "pods" },
    { verb: "list", resource: "events", namespace },
    { verb: "list", resource: "nodes" },
  ];
}

/**
 * Asks the server whether the run may do all it needs, before anything is made.
 * @throws RunError naming all that is refused; ApiError where binding cluster-admin is refused
 */
export async function checkPermissions(cluster: Cluster, plan: Plan, objects: RunObjects): Promise<void> {
  const refused = await Promise.all(
    neededAccess(plan.namespace).map(async (attributes) => {
      const review = await cluster.authorization.createSelfSubjectAccessReview({
        body: { spec: { resourceAttributes: attributes } },
      });
      return review.status?.allowed === true ? [] : [inWords(attributes)];
    }),
  );
  const missing = refused.flat();
  if (missing.length > 0) {
    throw new RunError(`this user may not ${missing.join(", ")}`, {
      fix: "use a context with cluster-admin (--context NAME), or have it granted: kubectl create clusterrolebinding conformance-runner --clusterrole=cluster-admin --user=NAME",
    });
  }
  // granting cluster-admin to the suite needs it, or the verb bind on it; only the server can tell
  await cluster.rbac.createClusterRoleBinding({
    body: {
      ...objects.binding,
      metadata: { ...objects.binding.metadata, name: `${bindingName(plan.id)}-try` },
    },
    dryRun: "All",
  });
}

function inWords(attributes: V1ResourceAttributes): string {
  const resource = [attributes.resource, attributes.subresource].filter(Boolean).join("/");
  const place = attributes.namespace === undefined ? "" : ` in namespace ${attributes.namespace}`;
  return `${attributes.verb} ${resource}${place}`;
}
