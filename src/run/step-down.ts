import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import { names } from "./identity.ts";
import { olderPatch } from "./plan/image.ts";

/**
 * Puts the image of the next older patch into the run's pod, in place, and tells so; undefined where there is none or the kubelet
 * speaks of an image that is no longer asked for.
 */
export async function stepDown(cluster: Cluster, pod: V1Pod, message: string): Promise<string | undefined> {
  const image = pod.spec?.containers.find((container) => container.name === names.suite)?.image ?? "";
  const older = olderPatch(image);
  if (older === undefined || !message.includes(image)) return undefined;
  await cluster.core.patchNamespacedPod({
    name: names.pod,
    namespace: pod.metadata?.namespace ?? "",
    body: (pod.spec?.containers ?? []).map((_, index) => ({
      op: "replace",
      path: `/spec/containers/${index}/image`,
      value: older,
    })),
  });
  return `${image} was never published; trying ${older}`;
}
