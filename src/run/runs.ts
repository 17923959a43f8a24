import type { V1ClusterRoleBinding, V1Namespace, V1Pod } from "@kubernetes/client-node";
import { firstLine, InputError, RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { names, runLabel } from "./identity.ts";
import type { Made } from "./start.ts";
import { pluginsAnnotation, type RunMarks, readMarks } from "./state.ts";

/** A run as the cluster knows it, by its binding. */
export interface KnownRun extends Pick<RunMarks, "id" | "serviceAccount" | "created" | "state" | "uuids"> {
  readonly namespace: string;
  /** As recorded on the binding. */
  readonly marks: RunMarks;
  readonly pod: V1Pod | undefined;
  /** Why there is no pod: it is gone, or another one has its name. */
  readonly podGone: string | undefined;
  /** Set where its namespace is being deleted. */
  readonly leaving?: boolean | undefined;
  /**
   * A pod that may belong to the run, because its runner ended before it could record it: nothing it says is trusted, but its suite is not
   * removed as if there were none.
   */
  readonly unnotedPod?: V1Pod | undefined;
}

/** A binding that claims to belong to a run, and cannot: nothing in it is trusted. */
export interface UnreadableRun {
  /** The value of its label. */
  readonly id: string;
  readonly binding: string;
  readonly reason: string;
}

/** A namespace with a run's label but no run: from a runner that ended before it created the binding, or labeled by somebody. */
export interface Stray {
  readonly id: string;
  readonly namespace: string;
}

export interface Runs {
  /** Of the suite, oldest first. */
  readonly runs: readonly KnownRun[];
  /** The bindings of runs of plugins, as they are. */
  readonly ofPlugins: readonly V1ClusterRoleBinding[];
  readonly unreadable: readonly UnreadableRun[];
  readonly strays: readonly Stray[];
  /** Set where only the runs of this namespace are meant. */
  readonly namespace?: string | undefined;
}

/** Everything in the cluster that is labeled as a run. What has a binding with its id is one, and nothing else. */
export async function readRuns(cluster: Pick<Cluster, "core" | "rbac">): Promise<Runs> {
  const labelSelector = runLabel;
  const [bindings, namespaces] = await Promise.all([
    cluster.rbac.listClusterRoleBinding({ labelSelector }),
    cluster.core.listNamespace({ labelSelector }),
  ]);
  const marks: RunMarks[] = [];
  const unreadable: UnreadableRun[] = [];
  const isOfPlugins = ({ metadata }: V1ClusterRoleBinding) =>
    metadata?.annotations?.[pluginsAnnotation] !== undefined;
  const ofPlugins = bindings.items.filter(isOfPlugins);
  for (const binding of bindings.items) {
    if (isOfPlugins(binding)) continue;
    try {
      marks.push(readMarks(binding));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const { name = "", labels } = binding.metadata ?? {};
      unreadable.push({ id: labels?.[runLabel] ?? "", binding: name, reason: firstLine(error) });
    }
  }
  const present = new Set(namespaces.items.map(({ metadata }) => metadata?.uid));
  const leaving = new Set(
    namespaces.items.flatMap(({ metadata }) =>
      metadata?.deletionTimestamp === undefined ? [] : [metadata.uid],
    ),
  );
  const runs = await Promise.all(
    marks.map(async (run) => {
      const { made, uid } = run.namespace;
      return { ...(await withPod(cluster, run, made && present.has(uid))), leaving: leaving.has(uid) };
    }),
  );
  const others = ofPlugins.map(({ metadata }) => metadata?.labels?.[runLabel] ?? "");
  const bound = new Set([...[...marks, ...unreadable].map(({ id }) => id), ...others]);
  return {
    runs: runs.sort((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1)),
    ofPlugins,
    unreadable,
    strays: namespaces.items.map(strayOf).filter(({ id }) => !bound.has(id)),
  };
}

/** The runs of the cluster, oldest first. */
export async function listRuns(cluster: Pick<Cluster, "core" | "rbac">): Promise<readonly KnownRun[]> {
  return (await readRuns(cluster)).runs;
}

/**
 * The pod is looked for only where the binding says, and must be the one that was recorded there. `isInOwn`: whether the namespace that the run
 * created still exists; a later one of its name belongs to somebody else.
 */
async function withPod(
  { core }: Pick<Cluster, "core">,
  marks: RunMarks,
  isInOwn: boolean,
): Promise<KnownRun> {
  const { id, serviceAccount, created, state, uuids } = marks;
  const namespace = marks.namespace.name;
  const fieldSelector = `metadata.name=${names.pod}`;
  const [pod] = (await core.listNamespacedPod({ namespace, fieldSelector })).items;
  const podGone = whyNot(pod, marks, isInOwn);
  const known = { id, namespace, serviceAccount, created, state, uuids, marks, podGone };
  if (podGone === undefined) return { ...known, pod };
  const isLikely =
    marks.pod === undefined &&
    pod?.metadata?.labels?.[runLabel] === id &&
    pod.spec?.serviceAccountName === serviceAccount;
  return { ...known, pod: undefined, ...(isLikely ? { unnotedPod: pod } : {}) };
}

function whyNot(pod: V1Pod | undefined, { id, pod: noted }: RunMarks, isInOwn: boolean): string | undefined {
  if (pod === undefined) return "its pod is gone";
  if (noted !== undefined)
    return noted === pod.metadata?.uid ? undefined : "its pod is gone, and another pod has its name";
  // only the run has had a reason to work in a namespace that it created
  if (isInOwn && pod.metadata?.labels?.[runLabel] === id) return undefined;
  return "its runner ended before it could record which pod belongs to the run";
}

function strayOf({ metadata }: V1Namespace): Stray {
  return { id: metadata?.labels?.[runLabel] ?? "", namespace: metadata?.name ?? "" };
}

/** The runs and strays of one namespace; a binding that cannot be read may belong to any. */
export function runsWithin(all: Runs, namespace: string): Runs {
  return {
    ...all,
    runs: all.runs.filter((run) => run.namespace === namespace),
    strays: all.strays.filter((stray) => stray.namespace === namespace),
    ofPlugins: all.ofPlugins.filter(({ metadata }) => metadata?.ownerReferences?.[0]?.name === namespace),
    namespace,
  };
}

// before a run's id, as `status -o name` prints it
export const namePrefix = /^conformancerun\//;

/**
 * The run that the user means: by its id, the beginning or the end of it, or its namespace; without a word, the only one.
 * @throws InputError, listing the runs, if it means none or several; RunError if only a namespace without a binding is left
 */
export function chooseRun(
  { runs, unreadable, strays, namespace }: Runs,
  given: string | undefined,
): KnownRun {
  const word = given?.replace(namePrefix, "");
  if (word === "")
    throw new InputError("the run's name is empty", { fix: "is a variable unset? else leave the word out" });
  const exact = runs.filter((run) => run.id === word);
  const found =
    exact.length > 0
      ? exact
      : runs.filter(
          (run) =>
            word === undefined || run.id.startsWith(word) || run.id.endsWith(word) || run.namespace === word,
        );
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const broken = unreadable.find(({ id }) =>
    word === undefined ? runs.length === 0 : id.startsWith(word) || id.endsWith(word),
  );
  if (found.length === 0 && broken !== undefined) {
    throw new InputError(`${broken.binding} is marked as a run but cannot be read: ${broken.reason}`, {
      fix: `look at it: kubectl get clusterrolebinding ${broken.binding} -o yaml`,
    });
  }
  const stray = strays.find(({ id, namespace }) =>
    word === undefined ? runs.length === 0 : id === word || namespace === word,
  );
  if (found.length === 0 && stray !== undefined) {
    // not a wrong word: something of a run may be left
    throw new RunError(
      `namespace ${stray.namespace} is marked as belonging to a run, but no run has a binding for it`,
      {
        fix: `if nobody needs it: kubectl delete namespace ${stray.namespace}`,
      },
    );
  }
  const where = namespace === undefined ? "in this cluster" : `in namespace ${namespace}`;
  if (runs.length === 0 && namespace !== undefined)
    throw new InputError(`there is no run ${where}`, {
      fix: "see the runs of the whole cluster: kubectl conformance status -A",
    });
  if (runs.length === 0)
    throw new InputError("there is no run in this cluster", { fix: "start one: kubectl conformance run" });
  throw new InputError(
    found.length === 0
      ? `there is no run ${word} ${where}`
      : word === undefined
        ? "there are several runs"
        : `several runs match ${word}`,
    { fix: `name one of: ${runs.map((run) => run.id).join(", ")}` },
  );
}

/** What the user should know about labels that do not belong to runs, one line each, for stderr. */
export function oddities({ unreadable, strays }: Runs, most = 20): string[] {
  const lines = [
    ...unreadable.map(
      ({ binding, reason }) =>
        `warning: clusterrolebinding ${binding} is marked as a run but cannot be read: ${reason}; to look at it: kubectl get clusterrolebinding ${binding} -o yaml`,
    ),
    ...strays.map(
      ({ namespace }) =>
        `note: namespace ${namespace} is marked, but not a run; if nobody needs it: kubectl delete namespace ${namespace}`,
    ),
  ];
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more`];
}

/** What to remove of a run at its end. */
export function madeBy({ marks, pod }: KnownRun): Made {
  const { id, namespace, created, serviceAccount } = marks;
  const uid = pod?.metadata?.uid ?? marks.pod;
  return {
    runId: id,
    namespace: namespace.name,
    namespaceUid: namespace.uid,
    foreignNamespace: !namespace.made,
    serviceAccount,
    ...(uid === undefined ? {} : { pod: uid }),
    since: created,
  };
}
