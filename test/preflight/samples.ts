import type { V1Node, V1Taint } from "@kubernetes/client-node";
import type { PodFacts } from "../../src/preflight/pods.ts";

export interface NodeSample {
  readonly taints?: readonly V1Taint[];
  readonly cordoned?: boolean;
  readonly ready?: boolean;
  /** Types of further conditions that are true. */
  readonly conditions?: readonly string[];
  readonly os?: string;
  readonly architecture?: string;
  readonly kubelet?: string;
  readonly allocatable?: Record<string, string>;
  readonly capacity?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly images?: readonly string[];
}

/** A node as a kubelet registers it, ready and empty but for what is given. */
export function node(name: string, over: NodeSample = {}): V1Node {
  const { os = "linux", architecture = "amd64", ready = true } = over;
  return {
    metadata: {
      name,
      labels: { "kubernetes.io/os": os, ...over.labels },
      annotations: over.annotations ?? {},
    },
    spec: {
      ...(over.cordoned === true ? { unschedulable: true } : {}),
      ...(over.taints === undefined ? {} : { taints: [...over.taints] }),
    },
    status: {
      allocatable: { cpu: "2", memory: "8Gi", pods: "110", ...over.allocatable },
      capacity: over.capacity ?? {},
      images: (over.images ?? []).map((image) => ({ names: [image], sizeBytes: 1 })),
      conditions: [
        {
          type: "Ready",
          status: ready ? "True" : "Unknown",
          ...(ready ? {} : { reason: "NodeStatusUnknown" }),
        },
        ...(over.conditions ?? []).map((type) => ({ type, status: "True" })),
      ],
      nodeInfo: {
        architecture,
        operatingSystem: os,
        kubeletVersion: over.kubelet ?? "v1.35.4",
        bootID: "",
        containerRuntimeVersion: "",
        kernelVersion: "",
        kubeProxyVersion: "",
        machineID: "",
        osImage: "",
        systemUUID: "",
      },
    },
  };
}

export const taint = (key: string, effect = "NoSchedule"): V1Taint => ({ key, effect });

/** A pod that runs and is ready, but for what is given. */
export function pod(name: string, over: Partial<PodFacts> = {}): PodFacts {
  return {
    namespace: "default",
    name,
    node: "node1",
    phase: "Running",
    ready: true,
    trouble: "",
    going: false,
    controlled: true,
    created: 0,
    requests: { cpu: 0, memory: 0 },
    images: [],
    words: [],
    ...over,
  };
}
