import type { Cluster } from "../../kube/cluster.ts";
import { itemsOf } from "../../kube/objects.ts";
import { readJson } from "../../kube/transport.ts";
import type { Io } from "../../process/io.ts";
import { awaitAbsent, type Doomed } from "../../run/cleanup/absent.ts";
import { removeRun } from "../../run/cleanup/remove.ts";
import { removeObject } from "../../run/cleanup/remove-object.ts";
import { runLabel } from "../../run/identity.ts";
import { Ownership } from "../../run/ownership.ts";
import type { Made } from "../../run/start.ts";
import { readAccessName } from "./objects.ts";

// milliseconds
const bound = 120_000;

/**
 * Removes a run of plugins and waits until it is gone: first what lets its account read, then its pods, then the rest, as for a run of the
 * suite.
 * @returns what is still there, each with the reason
 */
export async function removePlugins(
  cluster: Cluster,
  made: Made,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const late = AbortSignal.any([AbortSignal.timeout(bound), ...(signal === undefined ? [] : [signal])]);
  // its own namespace takes its pods with it
  const pods = made.foreignNamespace ? [ownPods(cluster, made)] : [];
  const first = await awaitAbsent([...readAccess(cluster, made), ...pods], late, io);
  const removal = {
    made,
    ownership: new Ownership(made.namespace, made.since),
    span: undefined,
    suite: "gone",
  } as const;
  const left = first.left.map(({ what, why }) => `${what}: ${why}`);
  // without its binding nobody would find what is left
  if (left.length > 0) return left;
  return (await removeRun(cluster, removal, io, signal)).remains;
}

function readAccess(cluster: Cluster, { runId }: Made): Doomed[] {
  const group = "/apis/rbac.authorization.k8s.io/v1";
  const name = readAccessName(runId);
  return (["clusterrolebindings", "clusterroles"] as const).map((resource) => ({
    what: `${resource.slice(0, -1)} ${name}`,
    remove: () => removeObject(cluster, `${group}/${resource}`, { name }),
  }));
}

function ownPods(cluster: Cluster, { namespace, runId }: Made): Doomed {
  return {
    what: `the run's pods in namespace ${namespace}`,
    remove: async () => {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const query = { labelSelector: `${runLabel}=${runId}` };
      const reply = await cluster.send({ method: "DELETE", path, query });
      const items = itemsOf(await readJson(reply.body, path), path);
      return items.length === 0 ? "absent" : { why: "they are being deleted" };
    },
  };
}
