import type { V1Pod, V1Secret } from "@kubernetes/client-node";
import { InputError, RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { isAlreadyExists, isNotFound } from "../kube/errors.ts";
import type { Io } from "../process/io.ts";
import { runLabel } from "./identity.ts";
import type { RunObjects } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";

/** What a run has made in the cluster so far, so that it removes this and no more. */
export interface Made {
  readonly runId: string;
  readonly namespace: string;
  /** The person's own namespace, which stays. */
  readonly foreignNamespace: boolean;
}

/**
 * Makes the run's objects and gives the pod. `onMade` is called as soon as there is something to remove.
 * @throws InputError where another run holds the namespace; ApiError where the server refuses
 */
export async function createObjects(
  cluster: Cluster,
  plan: Plan,
  objects: RunObjects,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
  onMade: (made: Made) => void,
): Promise<V1Pod> {
  const secret = await readPullSecret(cluster, plan);
  const foreignNamespace = await createNamespace(cluster, plan, objects, io);
  onMade({ runId: plan.id, namespace: plan.namespace, foreignNamespace });
  const namespace = plan.namespace;
  await Promise.all([
    cluster.core.createNamespacedServiceAccount({ namespace, body: objects.serviceAccount }),
    cluster.rbac.createClusterRoleBinding({ body: objects.binding }),
    ...(objects.repoList === undefined
      ? []
      : [cluster.core.createNamespacedConfigMap({ namespace, body: objects.repoList })]),
    ...(secret === undefined ? [] : [cluster.core.createNamespacedSecret({ namespace, body: secret })]),
  ]);
  return cluster.core.createNamespacedPod({ namespace, body: objects.pod });
}

/** Whether the namespace was there before, and is not a run's: then it is used and kept. */
async function createNamespace(
  cluster: Cluster,
  plan: Plan,
  objects: RunObjects,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<boolean> {
  const patience = io.now() + 60_000;
  for (;;) {
    try {
      await cluster.core.createNamespace({ body: objects.namespace });
      return false;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const present = await cluster.core.readNamespace({ name: plan.namespace }).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (present === undefined) continue;
    const going = present.metadata?.deletionTimestamp !== undefined;
    const owner = present.metadata?.labels?.[runLabel];
    if (!going && owner === undefined) return true;
    if (!going) {
      throw new InputError(`namespace ${plan.namespace} belongs to the run ${owner}`, {
        fix: `run in another one with --namespace NAME, or, if that run is over, remove it: kubectl conformance cleanup ${owner}`,
      });
    }
    if (io.now() > patience) {
      throw new RunError(`namespace ${plan.namespace} has been terminating for more than a minute`, {
        fix: `see what holds it: kubectl get namespace ${plan.namespace} -o jsonpath='{.status.conditions}', or use another one with --namespace`,
      });
    }
    await io.sleep(500);
  }
}

/** A copy of the pull secret, since the run's own namespace is new; none where it is in the run's namespace already. */
async function readPullSecret(cluster: Cluster, plan: Plan): Promise<V1Secret | undefined> {
  if (plan.imagePullSecret === undefined) return undefined;
  const { namespace, name } = plan.imagePullSecret;
  if (namespace === plan.namespace) return undefined;
  const secret = await cluster.core.readNamespacedSecret({ namespace, name }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new InputError(`--image-pull-secret ${namespace}/${name}: there is no such secret`, {
      fix: "name one as NAMESPACE/NAME",
    });
  });
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: plan.namespace, labels: { [runLabel]: plan.id } },
    ...(secret.type === undefined ? {} : { type: secret.type }),
    ...(secret.data === undefined ? {} : { data: secret.data }),
  };
}
