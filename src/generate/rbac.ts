import type { V1ClusterRole, V1Role } from "@kubernetes/client-node";
import { runnerLabel } from "../run/identity.ts";
import type { Manifest } from "./print.ts";
import {
  cleanupRules,
  clusterRules,
  type ExplainedRule,
  evidenceRules,
  namespaceRules,
  preflightRules,
  pullSecretRules,
  type RightsRequest,
} from "./rules.ts";

export interface RbacSettings extends RightsRequest {
  /** The namespace of the service account, and of the runs. */
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Annotations of the service account: clouds give it an identity by them. */
  readonly annotations: Readonly<Record<string, string>>;
}

const labels = { "app.kubernetes.io/name": "kubectl-conformance" };
const api = "rbac.authorization.k8s.io";
const apiVersion = `${api}/v1`;

/**
 * The name of a runner's cluster roles: each runner has its own, different from the cluster's own roles and from those of other programs.
 */
export function roleName(
  { namespace, serviceAccount }: Pick<RbacSettings, "namespace" | "serviceAccount">,
  part?: "preflight" | "evidence" | "cleanup",
): string {
  return ["kubectl-conformance", namespace, serviceAccount, ...(part === undefined ? [] : [part])].join(":");
}

/** The namespace, the runner's service account, and the smallest set of permissions with which `run` works. */
export function rbacManifests(settings: RbacSettings): Manifest[] {
  const { namespace, serviceAccount: name, pullSecret, annotations } = settings;
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  const [own, preflight, evidence, cleanup] = [
    roleName(settings),
    roleName(settings, "preflight"),
    roleName(settings, "evidence"),
    roleName(settings, "cleanup"),
  ];
  const bindCluster = (role: string): Manifest => ({
    object: {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name: role, labels },
      roleRef: { apiGroup: api, kind: "ClusterRole", name: role },
      subjects,
    },
  });
  const local = (where: string, role: string, rules: readonly ExplainedRule[]): Manifest[] => [
    explained({ apiVersion, kind: "Role", metadata: { name: role, namespace: where, labels } }, rules),
    {
      object: {
        apiVersion,
        kind: "RoleBinding",
        metadata: { name: role, namespace: where, labels },
        roleRef: { apiGroup: api, kind: "Role", name: role },
        subjects,
      },
    },
  ];
  return [
    {
      object: {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
          name: namespace,
          labels: {
            ...labels,
            [runnerLabel]: "",
            "pod-security.kubernetes.io/enforce": "restricted",
          },
        },
      },
      comments: [
        [["kind"], "for the runner, its results and the suite's own pod; runs do not change it"],
        [
          ["metadata", "labels", runnerLabel],
          "runs use a namespace that they did not create only if it has this label: anyone who can create pods here can become cluster-admin",
        ],
      ],
    },
    {
      object: {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: {
          name,
          namespace,
          labels,
          ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
        },
        automountServiceAccountToken: false,
      },
      comments: [
        [
          ["kind"],
          "anyone who can use this account can become cluster-admin through the suite: let nobody else create pods in this namespace",
        ],
        [["automountServiceAccountToken"], "the Job's pod mounts the token itself"],
      ],
    },
    explained({ apiVersion, kind: "ClusterRole", metadata: { name: own, labels } }, clusterRules),
    bindCluster(own),
    ...local(namespace, name, namespaceRules(settings)),
    explained(
      { apiVersion, kind: "ClusterRole", metadata: { name: preflight, labels } },
      preflightRules,
      "only reads, for the preflight checks: without it, checks that cannot be made are unknown",
    ),
    bindCluster(preflight),
    explained(
      { apiVersion, kind: "ClusterRole", metadata: { name: evidence, labels } },
      evidenceRules,
      "only reads, for the evidence of tests that fail: without it, less is kept of them",
    ),
    bindCluster(evidence),
    explained(
      { apiVersion, kind: "ClusterRole", metadata: { name: cleanup, labels } },
      cleanupRules,
      "removes cluster-scoped objects that the program of an interrupted suite wrote: without it, they stay",
    ),
    bindCluster(cleanup),
    ...(pullSecret === undefined || pullSecret.namespace === namespace
      ? []
      : local(pullSecret.namespace, own, pullSecretRules(pullSecret.name))),
  ];
}

function explained(role: V1Role | V1ClusterRole, rules: readonly ExplainedRule[], words?: string): Manifest {
  return {
    object: { ...role, rules: rules.map(({ rule }) => rule) },
    comments: [
      ...(words === undefined ? [] : [[["kind"], words] as const]),
      ...rules.map(({ why }, index) => [["rules", index], why] as const),
    ],
  };
}
