import type { V1ConfigMap, V1Namespace, V1Pod, V1Secret } from "@kubernetes/client-node";
import { unlessAborted } from "../async/unless-aborted.ts";
import { InputError, RunError, UserError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { isAlreadyExists, isNotFound } from "../kube/errors.ts";
import { mayPass, persist } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";
import { names, runLabel, runnerLabel } from "./identity.ts";
import { makeOnce } from "./make.ts";
import type { RunObjects } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";
import { boundTo, notePod, type RunNamespace } from "./state.ts";

/** What a run has created in the cluster so far, so that it removes this and no more. */
export interface Made {
  readonly runId: string;
  readonly namespace: string;
  /** The uid of that namespace: another one may have its name later. */
  readonly namespaceUid: string;
  /** The user's own namespace, which stays. */
  readonly foreignNamespace: boolean;
  /** The account that the run created, whose name identifies its pod if the uid is unknown. */
  readonly serviceAccount: string;
  /** The uid of the run's pod, once it is known. */
  readonly pod?: string;
  /** When the binding was created, by the server's clock; before that it is undefined, and no suite has run. */
  readonly since?: Date;
}

// milliseconds
const noting = 10_000;

export interface Making {
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  readonly onMade: (made: Made) => void;
  /** Aborted when nobody waits for it any longer; what was sent by then may be created nevertheless. */
  readonly signal: AbortSignal;
}

/** What a run of any kind needs to know for the place that it works in. */
export type PlacePlan = Pick<Plan, "id" | "namespace" | "namespaceBy" | "imagePullSecret">;

/** What a run of any kind creates before its pods. */
export interface PlaceObjects
  extends Pick<RunObjects, "namespace" | "serviceAccount" | "pullSecret" | "binding"> {
  readonly configMaps: readonly V1ConfigMap[];
}

/**
 * Creates the run's objects and returns the pod. `onMade` is called as soon as there is something to remove, and again when more is
 * known.
 * @throws InputError if the namespace must not be used; ApiError if the server refuses; the signal's reason
 */
export async function createObjects(
  cluster: Cluster,
  plan: Plan,
  objects: RunObjects,
  making: Making,
): Promise<V1Pod> {
  const { repoList } = objects;
  const configMaps = repoList === undefined ? [] : [repoList];
  const made = await createPlace(cluster, plan, { ...objects, configMaps }, making);
  const { io, onMade, signal } = making;
  const pod = await makeOnce(
    io,
    () => cluster.core.createNamespacedPod({ namespace: plan.namespace, body: objects.pod }),
    () => findPod(cluster, made),
    signal,
  );
  const uid = pod.metadata?.uid ?? "";
  onMade({ ...made, pod: uid });
  // a run whose pod could not be recorded goes on; in a namespace that it has not created, only its own runner trusts that pod
  await persist(io, noting, () => notePod(cluster, plan.id, uid), signal).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
  });
  return pod;
}

/**
 * Creates everything that comes before the pods of a run. The account is first and belongs to this run or to nobody; the binding that gives it
 * cluster-admin is last.
 * @throws as `createObjects` does
 */
export async function createPlace(
  cluster: Cluster,
  plan: PlacePlan,
  objects: PlaceObjects,
  { io, onMade, signal }: Making,
): Promise<Made> {
  const { core, rbac } = cluster;
  const secret = await readPullSecret(cluster, plan, objects);
  const place = await createNamespace(cluster, plan, objects, io, signal);
  const namespace = plan.namespace;
  const made: Made = {
    runId: plan.id,
    namespace,
    namespaceUid: place.uid,
    foreignNamespace: !place.made,
    serviceAccount: objects.serviceAccount.metadata?.name ?? "",
  };
  onMade(made);
  const { serviceAccount, configMaps } = objects;
  // its name ends in random letters: what was created by a call whose answer was lost is ours
  await makeOnce(
    io,
    () => core.createNamespacedServiceAccount({ namespace, body: serviceAccount }),
    async () => serviceAccount,
    signal,
  );
  const others = [
    ...configMaps.map((body) => ({
      body,
      create: () => core.createNamespacedConfigMap({ namespace, body }),
    })),
    ...(secret === undefined
      ? []
      : [{ body: secret, create: () => core.createNamespacedSecret({ namespace, body: secret }) }]),
  ];
  await Promise.all(others.map(({ body, create }) => makeOnce<object>(io, create, async () => body, signal)));
  const bound = boundTo(objects.binding, place);
  const binding = await makeOnce(
    io,
    () => rbac.createClusterRoleBinding({ body: bound }),
    async () => {
      const { items } = await rbac.listClusterRoleBinding({ labelSelector: `${runLabel}=${plan.id}` });
      return items.find(({ metadata }) => metadata?.name === bound.metadata?.name);
    },
    signal,
  );
  const known = { ...made, since: binding.metadata?.creationTimestamp ?? new Date(io.now()) };
  onMade(known);
  return known;
}

/** The pod of a run that is being created: only it has an account of that name. */
export async function findPod(
  { core }: Pick<Cluster, "core">,
  { runId, namespace, serviceAccount }: Pick<Made, "runId" | "namespace" | "serviceAccount">,
): Promise<V1Pod | undefined> {
  const fieldSelector = `metadata.name=${names.pod}`;
  const { items } = await core.listNamespacedPod({ namespace, fieldSelector });
  return items.find(
    ({ metadata, spec }) =>
      metadata?.labels?.[runLabel] === runId && spec?.serviceAccountName === serviceAccount,
  );
}

/** The namespace that was created, or an existing one that may be used, and is then kept. */
async function createNamespace(
  cluster: Cluster,
  plan: PlacePlan,
  objects: Pick<PlaceObjects, "namespace">,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
  signal: AbortSignal,
): Promise<RunNamespace> {
  const name = plan.namespace;
  const patience = io.monotonic() + 60_000;
  for (;;) {
    try {
      const made = await unlessAborted(cluster.core.createNamespace({ body: objects.namespace }), signal);
      return { name, uid: made.metadata?.uid ?? "", made: true };
    } catch (error) {
      signal.throwIfAborted();
      if (!isAlreadyExists(error) && !mayPass(error)) throw error;
      if (mayPass(error) && io.monotonic() > patience) throw error;
    }
    const present = await cluster.core.readNamespace({ name }).catch((error: unknown) => {
      // what answered in place of the server may pass: request it again
      if (isNotFound(error, name) || mayPass(error)) return undefined;
      throw error;
    });
    if (present !== undefined && present.metadata?.deletionTimestamp === undefined) {
      // its answer was lost: nobody else knows the run's id yet
      if (present.metadata?.labels?.[runLabel] === plan.id)
        return { name, uid: present.metadata.uid ?? "", made: true };
      const refusal = refusalOf(present, plan);
      if (refusal !== undefined) throw refusal;
      return { name, uid: present.metadata?.uid ?? "", made: false };
    }
    if (io.monotonic() > patience) {
      throw new RunError(`namespace ${name} has been terminating for more than a minute`, {
        fix: `to see what holds it: kubectl get namespace ${name} -o jsonpath='{.status.conditions}', or use another one with --namespace`,
      });
    }
    await io.sleep(500, signal);
  }
}

/**
 * Why an existing namespace is not used. Anyone who can create pods or tokens in it can become what the suite is,
 * cluster-admin; so somebody who may decide that must have named it, or labeled it.
 */
export function refusalOf(
  { metadata }: V1Namespace,
  { namespace, namespaceBy }: { readonly namespace: string; readonly namespaceBy: Plan["namespaceBy"] },
): InputError | undefined {
  const owner = metadata?.labels?.[runLabel];
  if (owner !== undefined) {
    return new InputError(`namespace ${namespace} belongs to run ${owner}`, {
      fix: `use another one with --namespace NAME or, if that run has ended, remove it: kubectl conformance cleanup ${owner}`,
    });
  }
  if (namespaceBy === "name" || metadata?.labels?.[runnerLabel] !== undefined) return undefined;
  return new InputError(`namespace ${namespace} already exists, and this run did not create it`, {
    fix: `use a new one with --namespace NAME, because anyone who can create pods in this one could become cluster-admin; to use it anyway, label it: kubectl label namespace ${namespace} ${runnerLabel}=`,
  });
}

// kubernetes `pkg/credentialprovider/secrets/secrets.go`
const pullSecretKeys: Readonly<Record<string, string>> = {
  "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
  "kubernetes.io/dockercfg": ".dockercfg",
};

/** @throws InputError if a kubelet would silently ignore the secret, so that the image could not be pulled */
export function checkPullSecret(
  { type = "Opaque", data }: Pick<V1Secret, "type" | "data">,
  named: string,
): void {
  const key = pullSecretKeys[type];
  if (key !== undefined && data?.[key] !== undefined) return;
  const lacks = key === undefined ? "" : ` and has no ${key}`;
  throw new InputError(`${named}: is of type ${type}${lacks}, which cannot be used to pull images`, {
    fix: "create one that can: kubectl create secret docker-registry NAME --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD",
  });
}

/** A copy of the pull secret, because the run's own namespace is new; none if it is already in the run's namespace. */
async function readPullSecret(
  cluster: Cluster,
  plan: PlacePlan,
  { pullSecret }: Pick<PlaceObjects, "pullSecret">,
): Promise<V1Secret | undefined> {
  if (plan.imagePullSecret === undefined || pullSecret === undefined) return undefined;
  const { namespace, name } = plan.imagePullSecret;
  const secret = await cluster.core.readNamespacedSecret({ namespace, name }).catch((error: unknown) => {
    if (!isNotFound(error, name)) throw error;
    throw new InputError(`--image-pull-secret ${namespace}/${name}: no such secret`, {
      fix: "name one as NAMESPACE/NAME",
    });
  });
  checkPullSecret(secret, `--image-pull-secret ${namespace}/${name}`);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: pullSecret, namespace: plan.namespace, labels: { [runLabel]: plan.id } },
    ...(secret.type === undefined ? {} : { type: secret.type }),
    ...(secret.data === undefined ? {} : { data: secret.data }),
  };
}
