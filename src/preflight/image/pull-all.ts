import type { V1Pod } from "@kubernetes/client-node";
import { Slots } from "../../async/slots.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { eachItem, watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import type { Judgement } from "../check.ts";
import { judgePulls, type Pull, pullPodPrefix, pullPods, readPulls } from "./pulls.ts";

/** What the nodes may take together. */
const pullBound = 600_000;
/** What a registry's hiccup may take, given that the kubelet tries again after 10 s. */
const blipBound = 30_000;
/** How long the others are awaited when one has failed: where there is no network, each attempt may take half a minute. */
const failureBound = 120_000;
const podsAtOnce = 20;

/**
 * Lets each of these nodes pull each of these images, by pods in `namespace`, which the caller removes; at most ten minutes.
 * @throws ApiError if the pods cannot be created or watched; the signal's reason
 */
export async function pullAll(
  cluster: Cluster,
  namespace: string,
  nodes: readonly string[],
  images: readonly string[],
  io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">,
): Promise<readonly Judgement[]> {
  const begun = io.monotonic();
  const settled = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(pullBound), io.signal, settled.signal]);
  const slots = new Slots(podsAtOnce);
  const making = endingWith(cluster, io.signal);
  await Promise.all(
    nodes
      .flatMap((node, index) => pullPods(node, index, images))
      .map((body) => slots.run(() => making.core.createNamespacedPod({ namespace, body }))),
  );
  const pods = new Map<string, V1Pod>();
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const endIn = (ms: number) =>
    AbortSignal.timeout(ms).addEventListener("abort", () => settled.abort(), { once: true });
  let [hasFailed, isWaiting] = [false, false];
  for await (const change of watchList(cluster, path, objectCodec<V1Pod>("V1Pod"), { signal, io })) {
    for (const [kind, pod] of eachItem(change)) {
      const name = pod.metadata?.name ?? "";
      if (!name.startsWith(pullPodPrefix)) continue;
      if (kind !== "DELETED") pods.set(name, pod);
    }
    const pulls = readPulls([...pods.values()], []);
    const isBad = pulls.some(({ outcome }) => outcome.kind === "failed");
    if (isBad && !hasFailed) endIn(failureBound);
    hasFailed ||= isBad;
    if (pulls.length < nodes.length * images.length || pulls.some(isPending)) continue;
    if (!isBad) break;
    if (!isWaiting) endIn(blipBound);
    isWaiting = true;
  }
  io.signal.throwIfAborted();
  // without permission to see events, the times are unknown
  const { items } = await making.core.listNamespacedEvent({ namespace }).catch(() => ({ items: [] }));
  const seconds = Math.round((io.monotonic() - begun) / 1000);
  return judgePulls(readPulls([...pods.values()], items), seconds);
}

function isPending({ outcome }: Pull): boolean {
  return outcome.kind === "pending";
}
