import type { V1ObjectMeta, V1Pod } from "@kubernetes/client-node";
import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { isNotFound } from "../kube/errors.ts";
import { runLabel } from "./identity.ts";
import type { Made } from "./start.ts";
import { type RunState, readState, readUuids } from "./state.ts";

/** A run as the cluster knows it: by its pod, or by its binding or namespace when the pod is gone. */
export interface KnownRun {
  readonly id: string;
  readonly namespace: string;
  readonly state: RunState;
  readonly pod: V1Pod | undefined;
  /** Uuids of the suite's processes, as far as somebody who followed it has learnt them. */
  readonly uuids: readonly string[];
}

/** All runs of the cluster, oldest first; marks of another version of this program are passed over. */
export async function listRuns(cluster: Pick<Cluster, "core" | "rbac">): Promise<KnownRun[]> {
  const labelSelector = runLabel;
  const [pods, bindings, namespaces] = await Promise.all([
    cluster.core.listPodForAllNamespaces({ labelSelector }),
    cluster.rbac.listClusterRoleBinding({ labelSelector }),
    cluster.core.listNamespace({ labelSelector }),
  ]);
  const pod = new Map(pods.items.map((item) => [idOf(item), item]));
  const binding = new Map(bindings.items.map((item) => [idOf(item), item]));
  const namespace = new Map(namespaces.items.map((item) => [idOf(item), item]));
  const ids = new Set([...pod.keys(), ...binding.keys(), ...namespace.keys()]);
  return [...ids]
    .flatMap((id) => {
      const state = stateOf(pod.get(id) ?? binding.get(id) ?? namespace.get(id));
      const bound = binding.get(id);
      const uuids = bound === undefined ? [] : readUuids(bound);
      return state === undefined
        ? []
        : [{ id, namespace: state.plan.namespace, state, pod: pod.get(id), uuids }];
    })
    .sort((a, b) => a.state.started.localeCompare(b.state.started));
}

function stateOf(object: { readonly metadata?: V1ObjectMeta } | undefined): RunState | undefined {
  try {
    return object === undefined ? undefined : readState(object);
  } catch {
    return undefined;
  }
}

/**
 * The run that a person means: by its id, the beginning of it, or its namespace; without a word, the only one.
 * @throws InputError where none or several are meant, with the runs there are
 */
export async function findRun(
  cluster: Pick<Cluster, "core" | "rbac">,
  word: string | undefined,
): Promise<KnownRun> {
  const runs = await listRuns(cluster);
  const exact = runs.filter((run) => run.id === word);
  const found =
    exact.length > 0
      ? exact
      : runs.filter((run) => word === undefined || run.id.startsWith(word) || run.namespace === word);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const there = runs.map((run) => run.id).join(", ");
  if (runs.length === 0)
    throw new InputError("there is no run in this cluster", { fix: "begin one: kubectl conformance run" });
  throw new InputError(
    found.length === 0
      ? `there is no run ${word} in this cluster`
      : `several runs are meant${word === undefined ? "" : ` by ${word}`}`,
    { fix: `name one of: ${there}` },
  );
}

/** What of a run is to be removed at its end. */
export async function madeBy(
  cluster: Pick<Cluster, "core">,
  run: Pick<KnownRun, "id" | "namespace">,
): Promise<Made> {
  const namespace = await cluster.core.readNamespace({ name: run.namespace }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    return undefined;
  });
  const foreignNamespace = namespace !== undefined && namespace.metadata?.labels?.[runLabel] !== run.id;
  return { runId: run.id, namespace: run.namespace, foreignNamespace };
}

function idOf(object: { readonly metadata?: V1ObjectMeta }): string {
  return object.metadata?.labels?.[runLabel] ?? "";
}
