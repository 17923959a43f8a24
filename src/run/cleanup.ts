import type { V1Namespace, V1Pod } from "@kubernetes/client-node";
import { firstLine } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError, isNotFound } from "../kube/errors.ts";
import { objectCodec } from "../kube/objects.ts";
import { watchList } from "../kube/watch.ts";
import type { Io } from "../process/io.ts";
import { names, runLabel } from "./identity.ts";
import { type Leftover, type Span, suiteLeftovers } from "./leftovers.ts";
import { bindingName } from "./plan/objects.ts";
import type { Made } from "./start.ts";

export interface CleanupResult {
  /** What is still there when the time was up, with the server's reason. */
  readonly left: readonly string[];
  /** What the suite had not removed itself, in words. */
  readonly leftovers: readonly string[];
  /** What was not touched: namespaces of a suite that may be this run's or another's. */
  readonly unclaimed: readonly Unclaimed[];
}

/** A namespace of a suite that began after the run did, and that nobody has learnt to be the run's. */
export interface Unclaimed {
  readonly name: string;
  readonly uuid: string;
}

/** What of a run is to be removed. */
export interface Removal {
  readonly made: Made;
  /** Of the suite's processes. */
  readonly uuids: readonly string[];
  /** When the run began, and its suite ended where that is known: what it left outside of namespaces is of then. */
  readonly span: Span;
  readonly suiteEnded: boolean;
}

/**
 * Removes what the run made and what its suite left, and waits until the namespaces are gone, `bound` milliseconds at most. Nothing
 * without the run's mark is touched.
 * @throws ConnectionError where the server is out of reach, ApiError where it does not tell what is there
 */
export async function cleanUp(
  cluster: Cluster,
  removal: Removal,
  bound: number,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<CleanupResult> {
  const { made } = removal;
  const { namespace } = made;
  const late = AbortSignal.timeout(bound);
  const left: string[] = [];
  /** Whether it was done; what the server does not let be done is left, with the reason, and keeps nothing else from going. */
  const attempt = async (what: string, work: Promise<unknown>): Promise<boolean> => {
    try {
      await work;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      left.push(`${what}: ${firstLine(error)}`);
      return false;
    }
  };
  // a suite that still runs goes on making things, so that what it leaves is only known when its pod is gone
  const podGone = attempt(`pod ${namespace}/${names.pod}`, deletePod(cluster, made, late, io));
  const [found, goes] = await Promise.all([
    removal.suiteEnded
      ? removeLeftovers(cluster, removal)
      : podGone.then(() => removeLeftovers(cluster, removal)),
    // at once: the namespace controller waits 5 s before it looks into a namespace, and by then the pod is gone
    made.foreignNamespace
      ? attempt(`the run's objects in namespace ${namespace}`, deleteOwnObjects(cluster, made))
      : attempt(`namespace ${namespace}`, deleteOwnNamespace(cluster, made)),
    podGone,
  ]);
  const own = made.foreignNamespace || !goes ? [] : [namespace];
  left.push(...(await awaitGone(cluster, [...own, ...found.namespaces], late, io)));
  // a pod that was taken by force is gone before its suite is
  const later = removal.suiteEnded ? undefined : await removeLeftovers(cluster, removal);
  left.push(...(await awaitGone(cluster, later?.namespaces ?? [], late, io)));
  left.push(...found.kept, ...(later?.kept ?? []));
  // last, because it is what an unfinished cleanup is known by
  if (left.length === 0) {
    const name = bindingName(made.runId);
    await attempt(`cluster role binding ${name}`, absent(cluster.rbac.deleteClusterRoleBinding({ name })));
  }
  const leftovers = [...found.items, ...(later?.items ?? [])].map((leftover) => leftover.what);
  return { left, leftovers: [...new Set(leftovers)], unclaimed: (later ?? found).unclaimed };
}

/** Removes what the suite left; `kept` is what the server did not let go, and why. */
async function removeLeftovers(
  cluster: Cluster,
  removal: Removal,
): Promise<Leftovers & { readonly kept: readonly string[] }> {
  const found = await findLeftovers(cluster, removal);
  const kept = new Map<string, string>();
  await Promise.all(
    found.items.map(({ what, remove }) =>
      remove().catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        kept.set(what, `${what}: ${firstLine(error)}`);
      }),
    ),
  );
  // nobody waits for what was not told to go
  const namespaces = found.namespaces.filter((name) => !kept.has(`namespace ${name}`));
  const items = found.items.filter(({ what }) => !kept.has(what));
  return { ...found, items, namespaces, kept: [...kept.values()] };
}

interface Leftovers {
  readonly items: readonly Leftover[];
  /** The suite's namespaces that are still there, those on their way out among them. */
  readonly namespaces: readonly string[];
  readonly unclaimed: readonly Unclaimed[];
}

/** What the suite left: its namespaces, and where no other suite is about, what it made outside of them. */
export async function findLeftovers(
  cluster: Cluster,
  removal: Pick<Removal, "uuids" | "span">,
): Promise<Leftovers> {
  const suites = await cluster.core.listNamespace({ labelSelector: "e2e-run" });
  const isOurs = (namespace: V1Namespace) => removal.uuids.includes(uuidOf(namespace));
  const ours = suites.items.filter(isOurs);
  const alone = suites.items.every(isOurs);
  const standing = ours
    .filter((namespace) => namespace.metadata?.deletionTimestamp === undefined)
    .map(nameOf);
  const outside = alone ? await suiteLeftovers(cluster, removal.span) : [];
  return {
    items: [
      ...standing.map((name) => ({
        what: `namespace ${name}`,
        remove: async () => {
          await absent(cluster.core.deleteNamespace({ name }));
        },
      })),
      ...outside,
    ],
    namespaces: ours.map(nameOf),
    unclaimed: suites.items
      .filter((namespace) => !isOurs(namespace) && isYounger(namespace, removal.span.since))
      .map((namespace) => ({ name: nameOf(namespace), uuid: uuidOf(namespace) })),
  };
}

function uuidOf(namespace: V1Namespace): string {
  return namespace.metadata?.labels?.["e2e-run"] ?? "";
}

function isYounger({ metadata }: V1Namespace, since: Date): boolean {
  // the server's times are whole seconds
  const second = Math.floor(since.getTime() / 1000) * 1000;
  return metadata?.deletionTimestamp === undefined && (metadata?.creationTimestamp?.getTime() ?? 0) >= second;
}

function nameOf(namespace: V1Namespace): string {
  return namespace.metadata?.name ?? "";
}

async function deletePod(
  cluster: Cluster,
  made: Made,
  late: AbortSignal,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<void> {
  const { namespace } = made;
  // in a namespace of somebody's own, another run's pod, or any, may have this name
  const labelSelector = `${runLabel}=${made.runId}`;
  const [pod] = (await cluster.core.listNamespacedPod({ namespace, labelSelector })).items;
  if (pod === undefined) return;
  const uid = pod.metadata?.uid;
  const gone = await absent(
    cluster.core.deleteNamespacedPod({
      name: names.pod,
      namespace,
      body: { preconditions: uid === undefined ? {} : { uid } },
    }),
  );
  if (gone) return;
  const query = { fieldSelector: `metadata.name=${names.pod}` };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  for await (const change of watchList(cluster, path, objectCodec<V1Pod>("V1Pod"), {
    query,
    signal: late,
    io,
  })) {
    // once it is gone, another's may come under its name
    const isIt = (item: V1Pod) => item.metadata?.uid === uid;
    if (change.kind === "DELETED" || (change.kind === "listed" && !change.items.some(isIt))) return;
  }
}

async function deleteOwnNamespace(cluster: Cluster, made: Made): Promise<void> {
  const present = await cluster.core.readNamespace({ name: made.namespace }).catch(absentValue);
  // between runs somebody may have made another namespace of this name
  if (present?.metadata?.labels?.[runLabel] !== made.runId) return;
  await absent(
    cluster.core.deleteNamespace({
      name: made.namespace,
      body: {
        preconditions: { ...(present.metadata.uid === undefined ? {} : { uid: present.metadata.uid }) },
      },
    }),
  );
}

/** In a namespace that is not the run's, its objects go one kind after the other, by their label. */
async function deleteOwnObjects(cluster: Cluster, made: Made): Promise<void> {
  const { namespace } = made;
  const labelSelector = `${runLabel}=${made.runId}`;
  await cluster.core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector });
  await cluster.core.deleteCollectionNamespacedSecret({ namespace, labelSelector });
  await cluster.core.deleteCollectionNamespacedServiceAccount({ namespace, labelSelector });
}

async function awaitGone(
  cluster: Cluster,
  wanted: readonly string[],
  late: AbortSignal,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<string[]> {
  const left = new Map<string, V1Namespace | undefined>(wanted.map((name) => [name, undefined]));
  if (left.size === 0) return [];
  const codec = objectCodec<V1Namespace>("V1Namespace");
  for await (const change of watchList(cluster, "/api/v1/namespaces", codec, { signal: late, io })) {
    if (change.kind === "listed") {
      const present = new Map(change.items.map((item) => [item.metadata?.name, item]));
      for (const name of left.keys()) {
        if (present.has(name)) left.set(name, present.get(name));
        else left.delete(name);
      }
    } else if (change.kind === "DELETED") left.delete(change.item.metadata?.name ?? "");
    else if (change.kind === "MODIFIED" && left.has(change.item.metadata?.name ?? "")) {
      left.set(change.item.metadata?.name ?? "", change.item);
    }
    if (left.size === 0) return [];
  }
  return [...left].map(([name, namespace]) => {
    const why = namespace?.status?.conditions?.flatMap(({ status, message = "" }) =>
      status === "True" ? [message] : [],
    );
    return [`namespace ${name}`, ...(why ?? [])].join(": ");
  });
}

/** Whether the object was already gone. */
async function absent(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

function absentValue(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
