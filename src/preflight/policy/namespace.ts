import type {
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1Namespace,
  V1Role,
  V1RoleBinding,
} from "@kubernetes/client-node";
import { ApiError } from "../../kube/errors.ts";
import { whoMayUse } from "../../run/exposure.ts";
import { runLabel } from "../../run/identity.ts";
import type { RunRequest } from "../../run/plan/plan.ts";
import { refusalOf } from "../../run/start.ts";
import { type Check, fail, few, type Judgement, pass, type Subject, warn } from "../check.ts";
import { activeSuites } from "../control/other-runs.ts";
import type { PodFacts } from "../pods.ts";

/** Whether the run's namespace is free, and whether Pod Security admits the pod. */
export const namespace: Check = { name: "namespace", judge, refusesRun: true };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const [all, pods] = await Promise.all([snapshot.namespaces(), snapshot.pods()]);
  const { namespace: name } = request;
  const found = all.find((candidate) => candidate.metadata?.name === name);
  const judged = judgeNamespace(request, found, activeSuites(pods));
  // a labeled one was dedicated to runs by somebody who may do so
  if (
    found === undefined ||
    judged.status !== "pass" ||
    refusalOf(found, { ...request, namespaceBy: "mark" }) === undefined
  )
    return [judged];
  return [judged, judgeExposure(name, await readOthers(snapshot, name))];
}

/** Who else can become what the suite is, in a namespace that is used because somebody named it; undefined if that cannot be read. */
async function readOthers(snapshot: Subject["snapshot"], name: string): Promise<string[] | undefined> {
  const api = "/apis/rbac.authorization.k8s.io/v1";
  try {
    const [roles, roleBindings, clusterRoles, clusterRoleBindings] = await Promise.all([
      snapshot.list<V1Role>("V1Role", `${api}/namespaces/${name}/roles`),
      snapshot.list<V1RoleBinding>("V1RoleBinding", `${api}/namespaces/${name}/rolebindings`),
      snapshot.list<V1ClusterRole>("V1ClusterRole", `${api}/clusterroles`),
      snapshot.list<V1ClusterRoleBinding>("V1ClusterRoleBinding", `${api}/clusterrolebindings`),
    ]);
    return whoMayUse({ roles, roleBindings, clusterRoles, clusterRoleBindings });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Judges who else has permissions in the run's namespace. Pure. */
export function judgeExposure(name: string, others: readonly string[] | undefined): Judgement {
  if (others?.length === 0) return pass(`nobody else may make pods or tokens in ${name}`);
  const why = "they can become cluster-admin during the run";
  const fix = "let the run create its own namespace: choose another name with --namespace";
  return others === undefined
    ? warn(`who else may make pods or tokens in ${name} cannot be read`, why, fix)
    : warn(`in ${name} these may make pods or tokens, exec or read secrets: ${few(others)}`, why, fix);
}

// what an administrator sets in the API server's own configuration is not served anywhere
const unseen = "cluster-wide exemptions and defaults cannot be read";

/** Judges the run's namespace before the run, given the suites in progress; undefined if there is no namespace. Pure. */
export function judgeNamespace(
  request: Pick<RunRequest, "namespace" | "namespaceBy">,
  found: V1Namespace | undefined,
  active: readonly PodFacts[],
): Judgement {
  const { namespace: name } = request;
  if (found === undefined) {
    return pass(`${name} will be made, with restricted Pod Security, which the run's pod fits; ${unseen}`);
  }
  const owner = found.metadata?.labels?.[runLabel];
  if (found.metadata?.deletionTimestamp !== undefined) {
    const condition = found.status?.conditions?.find(({ status }) => status === "True");
    return warn(
      `${name} is being deleted${condition === undefined ? "" : `: ${condition.message}`}`,
      "a run waits a minute for it to go, then gives up; the fix shows what holds it, or use another --namespace",
      `kubectl get namespace ${name} -o jsonpath='{.status.conditions}'`,
    );
  }
  // the namespace may also be the user's own, which no run has labeled
  const here = active.find((pod) => pod.namespace === name && pod.run !== undefined)?.run;
  if (here !== undefined) {
    return fail(
      `the run ${here.id} is in progress in ${name}`,
      "each run has its own namespace, and two at once disturb each other: follow that run, or wait for it to end",
      `kubectl conformance attach ${here.id}`,
    );
  }
  if (owner !== undefined) {
    return fail(
      `${name} belongs to run ${owner}`,
      "each run has its own namespace: remove that run, or use another --namespace",
      `kubectl conformance cleanup ${owner}`,
    );
  }
  const refusal = refusalOf(found, request);
  if (refusal !== undefined) {
    return fail(
      refusal.message,
      "anyone who can create pods or tokens in it could become cluster-admin during the run",
      refusal.fix,
    );
  }
  const profile = found.metadata?.labels?.["pod-security.kubernetes.io/enforce"];
  const security =
    profile === undefined ? `it sets no Pod Security profile; ${unseen}` : `the run's pod fits ${profile}`;
  return pass(`${name} is there and will be used and kept; ${security}`);
}
