const name = "left.conformance-rights.example.com";
const metadata = { name };
const hook = {
  name,
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  failurePolicy: "Ignore",
  clientConfig: { url: "https://127.0.0.1:1/" },
  rules: [],
};
const admission = "admissionregistration.k8s.io/v1";
const rbac = "rbac.authorization.k8s.io";

/** One of each kind that a suite may leave outside of namespaces, none of which does anything. */
export const leftBehind = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "lefts.conformance-rights.example.com" },
      spec: {
        group: "conformance-rights.example.com",
        scope: "Cluster",
        names: { plural: "lefts", singular: "left", kind: "Left" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.left.conformance-rights.example.com" },
      spec: {
        group: "left.conformance-rights.example.com",
        version: "v1",
        groupPriorityMinimum: 1,
        versionPriority: 1,
        insecureSkipTLSVerify: true,
        service: { namespace: "default", name: "none" },
      },
    },
    { apiVersion: admission, kind: "ValidatingWebhookConfiguration", metadata, webhooks: [hook] },
    { apiVersion: admission, kind: "MutatingWebhookConfiguration", metadata, webhooks: [hook] },
    {
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [name], apiVersions: ["*"], operations: ["CREATE"], resources: ["*"] },
          ],
        },
        validations: [{ expression: "true" }],
      },
    },
    {
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: "none", validationActions: ["Audit"] },
    },
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata, rules: [] },
    { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata, value: 1 },
    { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata, provisioner: "example.com/none" },
    { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata, spec: { attachRequired: false } },
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata,
      spec: {
        capacity: { storage: "1Mi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: name,
        hostPath: { path: "/none" },
      },
    },
    { apiVersion: "storage.k8s.io/v1", kind: "CSINode", metadata, spec: { drivers: [] } },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "VolumeAttachment",
      metadata,
      spec: { attacher: "none.example.com", nodeName: "none", source: { persistentVolumeName: "none" } },
    },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "VolumeAttributesClass",
      metadata,
      driverName: "example.com/none",
      parameters: { none: "1" },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      metadata,
      spec: { cidrs: ["192.0.2.0/28"] },
    },
    { apiVersion: "resource.k8s.io/v1", kind: "DeviceClass", metadata, spec: {} },
    {
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceSlice",
      metadata,
      spec: {
        driver: "none.example.com",
        nodeName: "none",
        pool: { name: "none", generation: 1, resourceSliceCount: 1 },
        devices: [],
      },
    },
    { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata, handler: "none" },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata,
      spec: { controller: "example.com/none" },
    },
    {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "FlowSchema",
      metadata,
      spec: { priorityLevelConfiguration: { name: "catch-all" }, matchingPrecedence: 9999 },
    },
    {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "PriorityLevelConfiguration",
      metadata,
      spec: { type: "Limited", limited: { nominalConcurrencyShares: 0, limitResponse: { type: "Reject" } } },
    },
  ],
};

/** The resource of a kind, as rules name it. */
export function plural(kind: string): string {
  if (kind.endsWith("y")) return `${kind.slice(0, -1)}ies`;
  return kind.endsWith("s") ? `${kind}es` : `${kind}s`;
}
