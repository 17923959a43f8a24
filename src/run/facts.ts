import type { V1Node } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import type { NodeRecord } from "../results/run-record.ts";
import { sandboxLabel } from "../suite/replay-mark.ts";
import type { ClusterFacts } from "./plan/plan.ts";

/** What a run is planned from: the server's version and the nodes. */
export async function readFacts(cluster: Pick<Cluster, "version" | "core">): Promise<ClusterFacts> {
  const [version, nodes] = await Promise.all([cluster.version.getCode(), cluster.core.listNode()]);
  return { server: version.gitVersion, platform: version.platform, nodes: nodes.items };
}

/** Whether the sandbox replays what runs there: one of its nodes says so. */
export function isReplayed({ nodes }: Pick<ClusterFacts, "nodes">): boolean {
  return nodes.some((node) => node.metadata?.labels?.[sandboxLabel] !== undefined);
}

/** A node in the run's record. */
export function nodeRecord(node: V1Node): NodeRecord {
  const info = node.status?.nodeInfo;
  return {
    name: node.metadata?.name ?? "",
    kubelet: info?.kubeletVersion ?? "",
    os: info?.operatingSystem ?? "",
    architecture: info?.architecture ?? "",
    osImage: info?.osImage ?? "",
    kernel: info?.kernelVersion ?? "",
    containerRuntime: info?.containerRuntimeVersion ?? "",
  };
}
