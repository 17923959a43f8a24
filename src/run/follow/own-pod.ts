import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { readText } from "../../kube/transport.ts";
import type { Change } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import { names } from "../identity.ts";

/** What is told of the run's own pod. */
export interface OwnPod {
  readonly from: "own-pod";
  readonly change: Change<V1Pod>;
}

export const podCodec = objectCodec<V1Pod>("V1Pod");

/** The run's pod as it is now; undefined where it cannot be read in a moment. From a list, since least rights let nobody get one pod. */
export async function readOwnPod(
  cluster: Pick<Cluster, "sendOnce">,
  namespace: string,
  signal: AbortSignal,
): Promise<OwnPod | undefined> {
  try {
    const { status, body } = await cluster.sendOnce({
      method: "GET",
      path: `/api/v1/namespaces/${namespace}/pods`,
      query: { fieldSelector: `metadata.name=${names.pod}` },
      headers: { Accept: podCodec.accept },
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const [item] = podCodec.items(JSON.parse(await readText(body)));
    if (status !== 200 || item === undefined) return undefined;
    return { from: "own-pod", change: { kind: "MODIFIED", item } };
  } catch {
    return undefined;
  }
}

/** Once the log says that the suite is over, the pod is asked for: a watch that has died without a word would be waited for. */
export async function* lookAgain(
  cluster: Pick<Cluster, "sendOnce">,
  namespace: string,
  over: Promise<void>,
  io: Pick<Io, "sleep">,
  signal: AbortSignal,
): AsyncGenerator<OwnPod> {
  await over;
  while (!signal.aborted) {
    await io.sleep(5000, signal).catch(() => undefined);
    if (signal.aborted) return;
    const seen = await readOwnPod(cluster, namespace, signal);
    if (seen !== undefined) yield seen;
  }
}
