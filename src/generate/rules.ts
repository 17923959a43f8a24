import type { V1PolicyRule } from "@kubernetes/client-node";

/** A rule and what a run needs it for. */
export interface ExplainedRule {
  readonly rule: V1PolicyRule;
  readonly why: string;
}

/** Flags of a run that need more permissions. */
export interface RightsRequest {
  /** `--test-repo-list` with a file. */
  readonly repoList: boolean;
  /** `--image-pull-secret`. */
  readonly pullSecret: { readonly namespace: string; readonly name: string } | undefined;
}

const core = "";
const rbac = "rbac.authorization.k8s.io";

/** What the runner does cluster-wide. */
export const clusterRules: readonly ExplainedRule[] = [
  {
    why: "the suite creates and reads every kind of object, so it runs as cluster-admin, which only an account that may bind that role can give it",
    rule: {
      apiGroups: [rbac],
      resources: ["clusterroles"],
      resourceNames: ["cluster-admin"],
      verbs: ["bind"],
    },
  },
  {
    why: "the suite's binding to cluster-admin: created and removed with the run, listed by status, attach and resume; the run's pod and the suite's uuids are recorded on it (patch), so that leftovers are known even if the pod is lost",
    rule: {
      apiGroups: [rbac],
      resources: ["clusterrolebindings"],
      verbs: ["create", "list", "patch", "delete"],
    },
  },
  {
    why: "the suite creates namespaces for its specs: they show which pods belong to the run (list, watch), and leftover ones are removed (delete); the run requests its own namespace (create) and uses an existing one as it is (get)",
    rule: {
      apiGroups: [core],
      resources: ["namespaces"],
      verbs: ["get", "list", "watch", "create", "delete"],
    },
  },
  {
    why: "the rows that are shown, and runs in progress, in any namespace",
    rule: { apiGroups: [core], resources: ["pods"], verbs: ["list", "watch"] },
  },
  {
    why: "the number of processes, and the nodes that the results folder names",
    rule: { apiGroups: [core], resources: ["nodes"], verbs: ["list"] },
  },
];

/** What the runner does in the namespace of the run. */
export function namespaceRules({ repoList, pullSecret }: RightsRequest): readonly ExplainedRule[] {
  return [
    {
      why: "the suite's own pod; patch switches it to an older patch release's image if the server's was never published",
      rule: { apiGroups: [core], resources: ["pods"], verbs: ["create", "patch", "delete"] },
    },
    {
      why: "follows e2e.log and fetches junit_01.xml through the collector, and stops the suite; servers before 1.35 require only get, newer ones both",
      rule: { apiGroups: [core], resources: ["pods/exec"], verbs: ["get", "create"] },
    },
    {
      why: "follows the log if a policy refuses exec",
      rule: { apiGroups: [core], resources: ["pods/log"], verbs: ["get"] },
    },
    {
      why: "why a pod does not start",
      rule: { apiGroups: [core], resources: ["events"], verbs: ["list", "watch"] },
    },
    {
      why: "the suite's own service account",
      rule: { apiGroups: [core], resources: ["serviceaccounts"], verbs: ["create", "deletecollection"] },
    },
    {
      why: repoList
        ? "the list that --test-repo-list names; everything with the run's label is removed at its end"
        : "everything with the run's label is removed at its end",
      rule: {
        apiGroups: [core],
        resources: ["configmaps"],
        verbs: [...(repoList ? ["create"] : []), "deletecollection"],
      },
    },
    {
      why:
        pullSecret === undefined
          ? "everything with the run's label is removed at its end"
          : "the copy of --image-pull-secret; everything with the run's label is removed at its end",
      rule: {
        apiGroups: [core],
        resources: ["secrets"],
        verbs: [...(pullSecret === undefined ? [] : ["create"]), "deletecollection"],
      },
    },
  ];
}

/** What `--image-pull-secret` is copied from. */
export function pullSecretRules(name: string): readonly ExplainedRule[] {
  return [
    {
      why: "--image-pull-secret is copied from here",
      rule: { apiGroups: [core], resources: ["secrets"], resourceNames: [name], verbs: ["get"] },
    },
  ];
}

/** What the preflight checks read in addition. */
export const preflightRules: readonly ExplainedRule[] = [
  {
    why: "kube-system and cni: what must run on every node",
    rule: { apiGroups: ["apps"], resources: ["daemonsets", "replicasets"], verbs: ["list"] },
  },
  {
    why: "clock: the nodes' clocks, by their leases",
    rule: { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["list"] },
  },
  {
    why: "dns and webhooks: whether the service exists",
    rule: { apiGroups: [core], resources: ["services"], verbs: ["get", "list"] },
  },
  {
    why: "dns and webhooks: whether it is ready",
    rule: { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list"] },
  },
  {
    why: "kube-proxy: its mode, or what replaces it",
    rule: {
      apiGroups: [core],
      resources: ["configmaps"],
      resourceNames: ["kube-proxy", "kube-proxy-config", "cilium-config"],
      verbs: ["get"],
    },
  },
  {
    why: "network-policies: what keeps the suite's pod from the API server",
    rule: { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list"] },
  },
  {
    why: "network-policies: cluster-wide ones, if the network plugin has them",
    rule: {
      apiGroups: ["cilium.io", "crd.projectcalico.org", "crd.antrea.io", "policy.networking.k8s.io"],
      resources: [
        "ciliumclusterwidenetworkpolicies",
        "globalnetworkpolicies",
        "clusternetworkpolicies",
        "adminnetworkpolicies",
        "baselineadminnetworkpolicies",
      ],
      verbs: ["list"],
    },
  },
  {
    why: "limits: what would reject the suite's pod",
    rule: { apiGroups: [core], resources: ["limitranges", "resourcequotas"], verbs: ["list"] },
  },
];

/** What a run reads to explain failures, most of it in the namespace of a spec that has failed (`--evidence failed`); neither secrets nor config maps. */
export const evidenceRules: readonly ExplainedRule[] = [
  {
    why: "why pods did not run; watch shows what keeps several specs from running while they do",
    rule: { apiGroups: [core], resources: ["events"], verbs: ["list", "watch"] },
  },
  {
    why: "the end of each container's log",
    rule: { apiGroups: [core], resources: ["pods/log"], verbs: ["get"] },
  },
  {
    why: "names and states of what else was there, as kubectl get prints them",
    rule: {
      apiGroups: [core],
      resources: ["services", "replicationcontrollers", "persistentvolumeclaims", "resourcequotas"],
      verbs: ["list"],
    },
  },
  {
    why: "the same",
    rule: {
      apiGroups: ["apps"],
      resources: ["deployments", "replicasets", "statefulsets", "daemonsets"],
      verbs: ["list"],
    },
  },
  { why: "the same", rule: { apiGroups: ["batch"], resources: ["jobs"], verbs: ["list"] } },
  {
    why: "the same",
    rule: { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list"] },
  },
  {
    why: "the same",
    rule: { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list"] },
  },
];

const left = (what: string, apiGroup: string, ...resources: string[]): ExplainedRule => ({
  why: what,
  rule: { apiGroups: [apiGroup], resources, verbs: ["list", "delete"] },
});

/** What the runner removes after a suite that was interrupted. `suite/leavings.ts` has the kinds; its fake nodes can be removed only by those who may delete nodes. */
export const cleanupRules: readonly ExplainedRule[] = [
  left("kinds of the suite's own", "apiextensions.k8s.io", "customresourcedefinitions"),
  left("its sample API server; the check apis reads them too", "apiregistration.k8s.io", "apiservices"),
  left(
    "its webhooks and policies, which would refuse others' objects; the checks webhooks and exec read them too",
    "admissionregistration.k8s.io",
    "validatingwebhookconfigurations",
    "mutatingwebhookconfigurations",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
  ),
  left("its roles; the check leftovers looks for those of other runners too", rbac, "clusterroles"),
  left("its priorities", "scheduling.k8s.io", "priorityclasses"),
  left(
    "its storage",
    "storage.k8s.io",
    "storageclasses",
    "csidrivers",
    "csinodes",
    "volumeattachments",
    "volumeattributesclasses",
  ),
  left("its volumes", core, "persistentvolumes"),
  left("its runtimes", "node.k8s.io", "runtimeclasses"),
  left(
    "its ingress classes and ranges of service IPs",
    "networking.k8s.io",
    "ingressclasses",
    "servicecidrs",
  ),
  left("its classes and slices of devices", "resource.k8s.io", "deviceclasses", "resourceslices"),
  left(
    "its rules of API fairness",
    "flowcontrol.apiserver.k8s.io",
    "flowschemas",
    "prioritylevelconfigurations",
  ),
  {
    why: "its labels and taints on nodes, and the resources that it invented for them",
    rule: { apiGroups: [core], resources: ["nodes", "nodes/status"], verbs: ["patch"] },
  },
];
