// What the suite leaves in a cluster if it does not get to clean up; from kubernetes/kubernetes v1.35.4, test/e2e.

/** The label with a Ginkgo process's uuid on the namespaces that it creates (framework/util.go). */
export const uuidLabel = "e2e-run";

/** The label with the framework's base name on the same namespaces (framework/util.go). */
export const frameworkLabel = "e2e-framework";

/** The field manager of everything that the suite's program writes: the program's name (client-go `DefaultKubernetesUserAgent`). */
export const suiteManager = "e2e.test";

/** The prefix of the names of the fake nodes that a spec creates (node/node_lifecycle.go). */
const fakeNodePrefix = "e2e-fake-node-";

// scheduling/predicates.go, scheduling/preemption.go: specs patch these into the status of nodes
const fakeResources: ReadonlySet<string> = new Set([
  "scheduling.k8s.io/foo",
  "example.com/fakecpu",
  "example.com/fakePTSRes",
  "example.com/beardsecond",
]);

/**
 * Whether a label or taint of this name on a node belongs to the suite: node/taints.go, scheduling/predicates.go,
 * scheduling/priorities.go, kubectl/kubectl.go.
 */
export function isSuiteKey(key: string): boolean {
  return key.startsWith("kubernetes.io/e2e-");
}

/** Whether the suite put the label on this node: in addition to its own keys, one spec labels each node with its name (scheduling/predicates.go). */
export function isSuiteLabel(key: string, value: string, node: string): boolean {
  return isSuiteKey(key) || (key === "node" && value === node);
}

/** Whether this is an extended resource that the suite invents for nodes. */
export function isSuiteResource(resource: string): boolean {
  return fakeResources.has(resource);
}

/** A cluster-scoped kind of object that specs create. */
export interface SuiteKind {
  /** The API path that serves them. */
  readonly path: string;
  /** The name for people, and for kubectl. */
  readonly kind: string;
  /** The prefixes of the names, for a kind in which other people's objects are at risk as well. */
  readonly prefix?: string;
}

const admission = "/apis/admissionregistration.k8s.io/v1";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const storage = "/apis/storage.k8s.io/v1";
const flow = "/apis/flowcontrol.apiserver.k8s.io/v1";

/** The cluster-scoped kinds that conformance specs create. */
export const suiteKinds: readonly SuiteKind[] = [
  { path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kind: "customresourcedefinition" },
  { path: "/apis/apiregistration.k8s.io/v1/apiservices", kind: "apiservice" },
  { path: `${admission}/validatingwebhookconfigurations`, kind: "validatingwebhookconfiguration" },
  { path: `${admission}/mutatingwebhookconfigurations`, kind: "mutatingwebhookconfiguration" },
  { path: `${admission}/validatingadmissionpolicies`, kind: "validatingadmissionpolicy" },
  { path: `${admission}/validatingadmissionpolicybindings`, kind: "validatingadmissionpolicybinding" },
  { path: `${rbac}/clusterroles`, kind: "clusterrole" },
  { path: `${rbac}/clusterrolebindings`, kind: "clusterrolebinding" },
  { path: "/apis/scheduling.k8s.io/v1/priorityclasses", kind: "priorityclass" },
  { path: `${storage}/storageclasses`, kind: "storageclass" },
  { path: `${storage}/csidrivers`, kind: "csidriver" },
  { path: `${storage}/csinodes`, kind: "csinode" },
  { path: `${storage}/volumeattachments`, kind: "volumeattachment" },
  { path: `${storage}/volumeattributesclasses`, kind: "volumeattributesclass" },
  { path: "/apis/node.k8s.io/v1/runtimeclasses", kind: "runtimeclass" },
  { path: "/apis/networking.k8s.io/v1/ingressclasses", kind: "ingressclass" },
  { path: "/apis/networking.k8s.io/v1/servicecidrs", kind: "servicecidr" },
  { path: `${flow}/flowschemas`, kind: "flowschema" },
  { path: `${flow}/prioritylevelconfigurations`, kind: "prioritylevelconfiguration" },
  { path: "/apis/resource.k8s.io/v1/deviceclasses", kind: "deviceclass" },
  { path: "/apis/resource.k8s.io/v1/resourceslices", kind: "resourceslice" },
  { path: "/api/v1/persistentvolumes", kind: "persistentvolume" },
  { path: "/api/v1/nodes", kind: "node", prefix: fakeNodePrefix },
];
