import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../../kube/cluster.ts";
import { readJson } from "../../kube/transport.ts";
import type { Io } from "../../process/io.ts";
import { makeOnce } from "../../run/make.ts";
import { createPlace, type Made, type Making } from "../../run/start.ts";
import type { PluginObjects, ReadAccess } from "./objects.ts";
import type { PluginPlan } from "./plan.ts";

/**
 * Creates the place of a run of plugins: everything but its pods. `namespaceBy` says what allows it to use a namespace that is there.
 * @throws as `createPlace` does
 */
export async function createPluginPlace(
  cluster: Cluster,
  plan: PluginPlan,
  { place, readAccess }: PluginObjects,
  namespaceBy: "name" | "mark",
  making: Making,
): Promise<Made> {
  const { id, namespace, imagePullSecret } = plan;
  const secret = imagePullSecret === undefined ? {} : { imagePullSecret };
  const made = await createPlace(cluster, { id, namespace, namespaceBy, ...secret }, place, making);
  if (readAccess !== undefined) await createReadAccess(cluster, readAccess, making);
  return made;
}

async function createReadAccess(
  { send }: Cluster,
  { role, binding }: ReadAccess,
  { io, signal }: Making,
): Promise<void> {
  const group = "/apis/rbac.authorization.k8s.io/v1";
  const create = (path: string, body: object) =>
    makeOnce<object>(
      io,
      async () => readJson((await send(post(path, body))).body, path),
      async () => body,
      signal,
    );
  await create(`${group}/clusterroles`, role);
  await create(`${group}/clusterrolebindings`, binding);
}

/**
 * Creates a pod exactly as it is: the typed client would drop fields that it does not know.
 * @throws ApiError if the server refuses; the signal's reason
 */
export async function createPod(
  { send }: Pick<Cluster, "send">,
  pod: V1Pod,
  io: Pick<Io, "monotonic" | "sleep">,
  signal: AbortSignal,
): Promise<void> {
  const path = `/api/v1/namespaces/${pod.metadata?.namespace}/pods`;
  await makeOnce<object>(
    io,
    async () => readJson((await send(post(path, pod))).body, path),
    // its answer was lost: the watch shows whose it is
    async () => pod,
    signal,
  );
}

function post(path: string, body: object) {
  return {
    method: "POST",
    path,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  } as const;
}
