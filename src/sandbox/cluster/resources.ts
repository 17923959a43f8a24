/** A kind of object the API serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  /** Only `create`: a review, of which nothing is stored (an access review). */
  readonly question?: boolean;
  readonly subresources?: readonly Subresource[];
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** What can be done with stored objects. */
export const verbs = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
] as const;

const log: Subresource = { name: "log", kind: "Pod", verbs: ["get"] };
const exec: Subresource = { name: "exec", kind: "PodExecOptions", verbs: ["create", "get"] };
const rbac = "rbac.authorization.k8s.io";

export const pods = namespaced("", "pods", "Pod", ["po"], [log, exec]);
export const namespaces = clusterWide("", "namespaces", "Namespace", ["ns"]);
export const nodes = clusterWide("", "nodes", "Node", ["no"]);
export const events = namespaced("", "events", "Event", ["ev"]);
export const configMaps = namespaced("", "configmaps", "ConfigMap", ["cm"]);
export const serviceAccounts = namespaced("", "serviceaccounts", "ServiceAccount", ["sa"]);
export const clusterRoles = clusterWide(rbac, "clusterroles", "ClusterRole");
export const clusterRoleBindings = clusterWide(rbac, "clusterrolebindings", "ClusterRoleBinding");
/** Asks whether somebody may do something. */
export const accessReviews: Resource = {
  ...clusterWide("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
  question: true,
};

/** Everything that is served, in the order of discovery. */
export const resources: readonly Resource[] = [
  configMaps,
  events,
  namespaces,
  nodes,
  pods,
  namespaced("", "secrets", "Secret"),
  serviceAccounts,
  accessReviews,
  clusterRoleBindings,
  clusterRoles,
];

/** The resource's name as errors write it: `pods`, `clusterroles.rbac.authorization.k8s.io`. */
export function qualified(resource: Resource): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** `v1` or `rbac.authorization.k8s.io/v1`. */
export function apiVersion(resource: Resource): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

function namespaced(
  group: string,
  plural: string,
  kind: string,
  shortNames: readonly string[] = [],
  subresources: readonly Subresource[] = [],
): Resource {
  return {
    group,
    version: "v1",
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: true,
    shortNames,
    subresources,
  };
}

function clusterWide(
  group: string,
  plural: string,
  kind: string,
  shortNames: readonly string[] = [],
): Resource {
  return { ...namespaced(group, plural, kind, shortNames), namespaced: false };
}
