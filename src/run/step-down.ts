import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { names } from "./identity.ts";
import { olderPatch } from "./plan/image.ts";

/**
 * Puts the image of the next older patch into the run's pod, in place, and reports it; undefined if there is none or the kubelet
 * speaks of an image that is no longer requested.
 */
export async function stepDown(cluster: Cluster, pod: V1Pod, message: string): Promise<string | undefined> {
  const image = pod.spec?.containers.find((container) => container.name === names.suite)?.image ?? "";
  const older = olderPatch(image);
  if (older === undefined || !message.includes(image)) return undefined;
  try {
    await cluster.core.patchNamespacedPod({
      name: names.pod,
      namespace: pod.metadata?.namespace ?? "",
      body: (pod.spec?.containers ?? []).flatMap((_, index) => {
        const path = `/spec/containers/${index}/image`;
        return [
          { op: "test", path, value: image },
          { op: "replace", path, value: older },
        ];
      }),
    });
  } catch (error) {
    // the pod has another image by now: it was seen as it was before an earlier step
    if (error instanceof ApiError && error.status === 422) return undefined;
    throw error;
  }
  return `${image} was never published; trying ${older}`;
}
