import { sandboxLabel } from "../../suite/replay-mark.ts";
import type { Clock } from "../clock.ts";
import type { Namespaces } from "./namespaces.ts";
import type { KubeObject } from "./object.ts";
import { clusterRoleBindings, clusterRoles, nodes } from "./resources.ts";
import type { Store } from "./store.ts";

const rbac = "rbac.authorization.k8s.io";

/** What a cluster contains before anything runs on it: two nodes, its namespaces, and the administrator's role. */
export function seed(store: Store, clock: Clock, namespaces: Namespaces, version: string): void {
  for (const name of ["default", "kube-node-lease", "kube-public", "kube-system"]) {
    namespaces.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  store.create(nodes, node(1, version, clock.timestamp()));
  store.create(nodes, node(2, version, clock.timestamp()));
  const metadata = { name: "cluster-admin" };
  const everything = [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ];
  store.create(clusterRoles, { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata, rules: everything });
  store.create(clusterRoleBindings, {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata,
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "Group", apiGroup: rbac, name: "system:masters" }],
  });
}

/** A node like those of the recorded cluster. */
function node(number: 1 | 2, version: string, now: string): KubeObject {
  const name = `node${number}`;
  const room = { cpu: "2", "hugepages-1Gi": "0", "hugepages-2Mi": "0", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        [sandboxLabel]: "true",
      },
    },
    spec: { podCIDR: `10.244.${number}.0/24`, podCIDRs: [`10.244.${number}.0/24`] },
    status: {
      addresses: [
        { type: "InternalIP", address: `10.199.0.${number}` },
        { type: "Hostname", address: name },
      ],
      capacity: { ...room, "ephemeral-storage": "264212084Ki", memory: "24684092Ki" },
      allocatable: { ...room, "ephemeral-storage": "267847642337", memory: "24581692Ki" },
      conditions: [
        pressure(
          "MemoryPressure",
          "KubeletHasSufficientMemory",
          "kubelet has sufficient memory available",
          now,
        ),
        pressure("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
        pressure("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
        { ...pressure("Ready", "KubeletReady", "kubelet is posting ready status", now), status: "True" },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: "3d1219c7c4c5404aaa1f6d2a48adfda4",
        systemUUID: "3d1219c7c4c5404aaa1f6d2a48adfda4",
        bootID: "da8bcbf3-79a0-4873-af5b-bb757dfba201",
        kernelVersion: "6.18.44",
        osImage: "Debian GNU/Linux 12 (bookworm)",
        containerRuntimeVersion: "containerd://1.6.20",
        kubeletVersion: version,
        kubeProxyVersion: "",
        operatingSystem: "linux",
        architecture: "amd64",
      },
    },
  };
}

function pressure(type: string, reason: string, message: string, now: string): Record<string, string> {
  return { type, status: "False", lastHeartbeatTime: now, lastTransitionTime: now, reason, message };
}
