import type {
  RbacV1Subject,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1PolicyRule,
  V1Role,
  V1RoleBinding,
} from "@kubernetes/client-node";
import { names } from "./identity.ts";

/** Everything that grants permissions in one namespace. */
export interface Grants {
  readonly roles: readonly V1Role[];
  readonly roleBindings: readonly V1RoleBinding[];
  readonly clusterRoles: readonly V1ClusterRole[];
  readonly clusterRoleBindings: readonly V1ClusterRoleBinding[];
}

const workloads = [
  "daemonsets",
  "deployments",
  "replicasets",
  "statefulsets",
  "jobs",
  "cronjobs",
  "replicationcontrollers",
];

// each of these makes its holder equal to any account in the namespace
const ways: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  // a pod's image can be changed while it runs
  ["pods", ["create", "update", "patch"]],
  ["pods/exec", ["create", "get"]],
  ["pods/ephemeralcontainers", ["update", "patch"]],
  ["serviceaccounts/token", ["create"]],
  ["serviceaccounts", ["impersonate"]],
  ["secrets", ["get", "list", "watch"]],
  ...workloads.map((resource): [string, readonly string[]] => [resource, ["create", "update", "patch"]]),
]);

/**
 * Who can become what an account in the namespace is, in words: `User alice`, `ServiceAccount shop/ci`. The cluster's own components and
 * those who are cluster-admin anyway are left out. Pure.
 */
export function whoMayUse(grants: Grants): string[] {
  const roles = new Map(grants.roles.map(({ metadata, rules }) => [metadata?.name, rules]));
  const clusterRoles = new Map(grants.clusterRoles.map(({ metadata, rules }) => [metadata?.name, rules]));
  const found = [...grants.roleBindings, ...grants.clusterRoleBindings].flatMap(({ roleRef, subjects }) => {
    if (roleRef.name === "cluster-admin") return [];
    const rules = (roleRef.kind === "Role" ? roles : clusterRoles).get(roleRef.name);
    return rules?.some(opens) === true ? (subjects ?? []).filter((subject) => !isOfCluster(subject)) : [];
  });
  return [...new Set(found.map(inWords))].sort();
}

function opens({ resources = [], verbs, resourceNames = [] }: V1PolicyRule): boolean {
  // of the objects that the run creates, only the pod has a predictable name
  if (resourceNames.length > 0 && !resourceNames.includes(names.pod)) return false;
  return [...ways].some(
    ([resource, needed]) =>
      resources.some((given) => given === "*" || given === resource) &&
      verbs.some((verb) => verb === "*" || needed.includes(verb)),
  );
}

function isOfCluster({ kind, name, namespace }: RbacV1Subject): boolean {
  if (kind === "ServiceAccount") return namespace === "kube-system";
  return name.startsWith("system:") && !/^system:(authenticated|unauthenticated|serviceaccounts)/.test(name);
}

function inWords({ kind, name, namespace }: RbacV1Subject): string {
  return kind === "ServiceAccount" ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}
