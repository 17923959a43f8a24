import type { Cluster } from "../../kube/cluster.ts";
import { ApiError, isNotFound } from "../../kube/errors.ts";
import { itemsOf } from "../../kube/objects.ts";
import { readJson } from "../../kube/transport.ts";
import { names, runLabel } from "../identity.ts";
import { bindingName } from "../plan/objects.ts";
import type { Made } from "../start.ts";
import type { Doomed } from "./absent.ts";
import { finalizersOf, removeObject } from "./remove-object.ts";

/** The run's pod. In a namespace that the run did not create, another run's pod, or any pod, may have its name. */
export function ownPod({ core }: Cluster, made: Made): Doomed {
  const { namespace } = made;
  const { pod: name } = names;
  return {
    what: `pod ${namespace}/${name}`,
    remove: async () => {
      const { items } = await core.listNamespacedPod({ namespace, fieldSelector: `metadata.name=${name}` });
      const pod = items.find(({ metadata, spec }) =>
        made.pod === undefined
          ? metadata?.labels?.[runLabel] === made.runId && spec?.serviceAccountName === made.serviceAccount
          : metadata?.uid === made.pod,
      );
      if (pod === undefined) return "absent";
      if (pod.metadata?.deletionTimestamp === undefined)
        await unlessGone(
          name,
          core.deleteNamespacedPod({ name, namespace, body: onlyIf(pod.metadata?.uid) }),
        );
      const node = pod.spec?.nodeName;
      const finalizers = pod.metadata?.finalizers ?? [];
      if (finalizers.length > 0) return { why: `its finalizers hold it: ${finalizers.join(", ")}` };
      return {
        why: node === undefined ? "it is being deleted" : `node ${node} has not confirmed that it has ended`,
      };
    },
  };
}

/** The namespace that the run created; a later one of the same name is left alone. */
export function ownNamespace(cluster: Cluster, made: Made): Doomed {
  return namespaceOf(cluster, made.namespace, made.namespaceUid);
}

/** A namespace by its uid. */
export function namespaceOf({ core }: Pick<Cluster, "core">, name: string, uid: string | undefined): Doomed {
  return {
    what: `namespace ${name}`,
    remove: async () => {
      const present = await core.readNamespace({ name }).catch((error: unknown) => {
        if (!isNotFound(error, name)) throw error;
        return undefined;
      });
      if (present === undefined || present.metadata?.uid !== uid) return "absent";
      if (present.metadata?.deletionTimestamp === undefined)
        await unlessGone(name, core.deleteNamespace({ name, body: onlyIf(uid) }));
      const why = present.status?.conditions?.flatMap(({ status, message = "" }) =>
        status === "True" ? [message] : [],
      );
      return { why: why === undefined || why.length === 0 ? "it is being deleted" : why.join("; ") };
    },
  };
}

// what a run creates besides its pod; this needs no permission to list them
const otherKinds = [
  ["configmaps", "config maps"],
  ["secrets", "secrets"],
  ["serviceaccounts", "service accounts"],
] as const;

/** The run's objects besides its pod in a namespace that the run did not create, known by their label. */
export function ownObjects(cluster: Cluster, { namespace, runId }: Made): Doomed[] {
  return otherKinds.map(([resource, words]) => ({
    what: `the run's ${words} in namespace ${namespace}`,
    remove: async () => {
      const path = `/api/v1/namespaces/${namespace}/${resource}`;
      const reply = await cluster.send({
        method: "DELETE",
        path,
        query: { labelSelector: `${runLabel}=${runId}` },
      });
      // the answer lists what was deleted just now: only an empty one says that they are gone
      const items = itemsOf(await readJson(reply.body, path), path);
      const held = items.flatMap(finalizersOf);
      if (items.length === 0) return "absent";
      return {
        why: held.length === 0 ? "they are being deleted" : `finalizers hold them: ${held.join(", ")}`,
      };
    },
  }));
}

/** The binding, by which an unfinished cleanup is known: removed last. */
export function ownBinding(cluster: Cluster, { runId }: Made): Doomed {
  const name = bindingName(runId);
  const path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
  return { what: `clusterrolebinding ${name}`, remove: () => removeObject(cluster, path, { name }) };
}

function onlyIf(uid: string | undefined) {
  return { preconditions: uid === undefined ? {} : { uid } };
}

/** 409: another object has its name by now, which the next check sees. */
async function unlessGone(name: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    const isConflict = error instanceof ApiError && error.status === 409;
    if (!isNotFound(error, name) && !isConflict) throw error;
  });
}
