import {
  clusterRoleBindings,
  namespaces as namespaceResource,
  pods,
  serviceAccounts,
} from "../../../src/sandbox/cluster/resources.ts";
import type { Bystander } from "../scenario.ts";
import { runLabel, type World } from "./world.ts";

const otherUuid = "0c6d2bd7-6e6c-4a57-8f3c-2f4f4a5f9a11";

/** The somebody's own namespace that a run with `-n` is given. */
export const ownNamespace = "team-nightly";

/** Puts what belongs to others into the cluster. */
export function place(world: World, bystander: Bystander): void {
  const { namespaces, store } = world.cluster;
  const namespace = (name: string, labels: Record<string, string>) =>
    namespaces.create({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
  const pod = (name: string, inside: string, labels: Record<string, string>, annotations = {}) =>
    store.create(pods, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: inside, labels, annotations },
      spec: { containers: [{ name: "c", image: "busybox" }], nodeName: "node1" },
      status: { phase: "Running", containerStatuses: [] },
    });
  switch (bystander) {
    case "suite":
      for (const name of ["pods", "services"].map(
        (base) => `${base}-9${String(store.version).padStart(5, "0")}`,
      )) {
        namespace(name, { "e2e-framework": name.replace(/-\d+$/, ""), "e2e-run": otherUuid });
        pod("busy", name, {});
      }
      return;
    case "older":
      namespace("emptydir-8001", {
        "e2e-framework": "emptydir",
        "e2e-run": "9b2f0a7e-0000-4000-8000-000000000001",
      });
      return;
    case "forged-namespace":
      namespace("tenant-b", { [runLabel]: "20260101-0000-abcd" });
      return;
    case "forged-run": {
      const { labels = {}, annotations = {} } = world.madePod()?.metadata ?? {};
      const state = annotations["kubectl-conformance/state"] ?? forgedState();
      if (store.get(namespaceResource, undefined, "tenant-c") === undefined) namespace("tenant-c", {});
      else return;
      pod("suite", "tenant-c", labels, {
        "kubectl-conformance/state": state.replace('"started":"20', '"started":"19'),
      });
      return;
    }
    case "forged-pod":
      namespace("tenant-a", {});
      pod(
        "suite",
        "tenant-a",
        { [runLabel]: "20260101-0000-evil" },
        { "kubectl-conformance/state": forgedState() },
      );
      return;
  }
}

/** A namespace that its owner made before, where a run may be put. */
export function placeOwnNamespace({ cluster }: World): void {
  const { namespaces, store } = cluster;
  namespaces.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: ownNamespace, labels: { team: "n" } },
  });
  store.create(serviceAccounts, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "deployer", namespace: ownNamespace },
  });
  store.create(clusterRoleBindings, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "team-nightly-view" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: ownNamespace }],
  });
}

/** What a tenant writes who wants to be taken for a run. */
function forgedState(): string {
  const plan = {
    id: "20260101-0000-evil",
    namespace: "kube-system",
    image: "registry.k8s.io/conformance:v1.35.4",
    focus: "\\[Conformance\\]",
    skip: "",
    processes: 1,
    suiteArgs: [],
    ginkgoArgs: [],
  };
  return JSON.stringify({
    plan,
    command: ["kubectl", "conformance", "run"],
    started: "1970-01-01T00:00:00.000Z\u001b[2J",
    server: "v1.35.4",
    platform: "linux/amd64",
  });
}
