import type { KubeObject, Pod } from "./object.ts";
import { isRecord } from "./object.ts";
import { pods, serviceAccounts } from "./resources.ts";
import { ApiError, invalid } from "./status.ts";
import type { Store } from "./store.ts";

/** A pod as the API server stores a new one: with defaults filled in. @throws ApiError 403, 422 */
export function admitPod(object: KubeObject, store: Store): Pod {
  const spec = isRecord(object.spec) ? object.spec : {};
  const containers: unknown[] = Array.isArray(spec.containers) ? spec.containers : [];
  const { name, namespace } = object.metadata;
  if (containers.length === 0) throw invalid(pods, name, "spec.containers", "Required value");
  for (const [i, container] of containers.entries()) {
    for (const field of ["name", "image"]) {
      if (isRecord(container) && typeof container[field] === "string" && container[field] !== "") continue;
      throw invalid(pods, name, `spec.containers[${i}].${field}`, "Required value");
    }
  }
  const serviceAccount = String(spec.serviceAccountName ?? "default");
  if (store.get(serviceAccounts, namespace, serviceAccount) === undefined) {
    const why = `error looking up service account ${namespace}/${serviceAccount}: serviceaccount "${serviceAccount}" not found`;
    const details = { name, kind: "pods" };
    throw new ApiError(403, "Forbidden", `pods "${name}" is forbidden: ${why}`, details);
  }
  return {
    ...object,
    spec: {
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      serviceAccountName: serviceAccount,
      serviceAccount,
      securityContext: {},
      schedulerName: "default-scheduler",
      enableServiceLinks: true,
      ...spec,
      containers: containers.filter(isRecord).map((container) => ({
        resources: {},
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
        imagePullPolicy: String(container.image).endsWith(":latest") ? "Always" : "IfNotPresent",
        ...container,
        name: String(container.name),
        image: String(container.image),
      })),
    },
    status: { phase: "Pending", qosClass: "BestEffort" },
  };
}
