import type { Cluster } from "../../kube/cluster.ts";
import { ApiError, isNotFound } from "../../kube/errors.ts";
import { readJson } from "../../kube/transport.ts";
import { randomLetters, runLabel } from "../../run/identity.ts";
import { type RunObjects, runObjects } from "../../run/plan/objects.ts";
import type { Plan } from "../../run/plan/plan.ts";
import { refusalOf } from "../../run/start.ts";
import { type RunState, withState } from "../../run/state.ts";
import type { DryRun } from "../dry-run.ts";

/** One of the objects that a run would create. */
export interface WouldBe {
  /** As `-o name` prints it: `pod/suite`. */
  readonly name: string;
  /** As it would be sent, or as the server returned it. */
  readonly object: object;
}

interface Planned extends WouldBe {
  /** The collection that it would be posted to. */
  readonly path: string;
  readonly object: Body;
}

interface Body {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

export interface DryRunResult {
  readonly objects: readonly WouldBe[];
  /** What differs from a real run, one line each. */
  readonly notes: readonly string[];
}

/**
 * The objects that a run would create, in that order. `client` only reads; `server` lets the server check what can be checked
 * before the rest exists: nothing in a namespace that does not exist yet.
 * @throws InputError if the run must not use the namespace, ApiError if the server refuses an object
 */
export async function dryRun(cluster: Cluster, state: RunState, how: DryRun): Promise<DryRunResult> {
  const { plan } = state;
  const isThere = await isInUse(cluster, plan);
  const made = withState(runObjects(plan, randomLetters(8)), state);
  const planned = plannedObjects(plan, made).filter(({ object }) => !isThere || object.kind !== "Namespace");
  const notes =
    made.pullSecret === undefined ? [] : ["the copy of the pull secret is shown without its content"];
  if (how === "client") return { objects: planned, notes };
  const objects: WouldBe[] = [];
  const unasked: string[] = [];
  for (const one of planned) {
    const isAsked = one.object.kind !== "Secret" && (isThere || !one.path.includes("/namespaces/"));
    if (isAsked) objects.push({ name: one.name, object: await ask(cluster, one) });
    else unasked.push(one.name);
  }
  if (unasked.length > 0) {
    const why = isThere ? "" : `: namespace ${plan.namespace} does not exist yet`;
    notes.push(`the server was not asked about ${unasked.join(", ")}${why}`);
  }
  return { objects, notes };
}

/** Whether the namespace exists and would be used as it is. Throws InputError if it must not be. */
async function isInUse({ core }: Cluster, plan: Plan): Promise<boolean> {
  const { namespace: name } = plan;
  const present = await core.readNamespace({ name }).catch((error: unknown) => {
    // a user who may not look learns that from the run itself
    if (isNotFound(error, name) || (error instanceof ApiError && error.status === 403)) return undefined;
    throw error;
  });
  if (present === undefined) return false;
  const refusal = refusalOf(present, plan);
  if (refusal !== undefined) throw refusal;
  return true;
}

function plannedObjects(plan: Plan, objects: RunObjects): readonly Planned[] {
  const { namespace, serviceAccount, repoList, pullSecret, binding, pod } = objects;
  const within = `/api/v1/namespaces/${plan.namespace}`;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: pullSecret, namespace: plan.namespace, labels: { [runLabel]: plan.id } },
  };
  const one = (path: string, kind: string, object: object): Planned => ({
    name: `${kind}/${(object as Body).metadata?.name}`,
    path,
    object,
  });
  return [
    one("/api/v1/namespaces", "namespace", namespace),
    one(`${within}/serviceaccounts`, "serviceaccount", serviceAccount),
    ...(repoList === undefined ? [] : [one(`${within}/configmaps`, "configmap", repoList)]),
    ...(pullSecret === undefined ? [] : [one(`${within}/secrets`, "secret", secret)]),
    one(
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
      "clusterrolebinding.rbac.authorization.k8s.io",
      binding,
    ),
    one(`${within}/pods`, "pod", pod),
  ];
}

/** What the server would make of an object. */
async function ask(cluster: Cluster, { path, object }: Planned): Promise<object> {
  const reply = await cluster.send({
    method: "POST",
    path,
    query: { dryRun: "All", fieldManager: "kubectl-conformance" },
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(object.kind === "Pod" ? withAccount(object, "default") : object),
  });
  const answer = await readJson(reply.body, path);
  return withoutManagers(object.kind === "Pod" ? withAccount(answer, accountOf(object)) : answer);
}

interface PodBody extends Body {
  readonly spec?: { readonly serviceAccountName?: string };
}

/** A pod is refused if its account does not exist, and the run's own does not exist yet: the namespace's default replaces it. */
function withAccount(pod: PodBody, serviceAccountName: string): object {
  const { serviceAccount: _, ...spec }: Record<string, unknown> = { ...pod.spec };
  return { ...pod, spec: { ...spec, serviceAccountName } };
}

function accountOf({ spec }: PodBody): string {
  return spec?.serviceAccountName ?? "";
}

/** As kubectl prints an object. */
function withoutManagers(answer: Body): object {
  const { managedFields: _, ...metadata }: Record<string, unknown> = { ...answer.metadata };
  return { ...answer, metadata };
}
