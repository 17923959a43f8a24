import type { V1Namespace } from "@kubernetes/client-node";
import { runLabel } from "../../run/identity.ts";
import { type Check, fail, type Judgement, pass, type Subject, warn } from "../check.ts";
import { activeSuites } from "../control/other-runs.ts";
import type { PodFacts } from "../pods.ts";

/** Whether the run's namespace is free, and what Pod Security says to the pod. */
export const namespace: Check = { name: "namespace", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const [all, pods] = await Promise.all([snapshot.namespaces(), snapshot.pods()]);
  const found = all.find((candidate) => candidate.metadata?.name === request.namespace);
  return [judgeNamespace(request.namespace, found, activeSuites(pods))];
}

// what an administrator sets in the API server's own configuration is served nowhere
const unseen = "exemptions and defaults of the whole cluster cannot be read";

/** Judges the run's namespace as it is before the run, beside the suites under way; undefined where there is none. Pure. */
export function judgeNamespace(
  name: string,
  found: V1Namespace | undefined,
  active: readonly PodFacts[],
): Judgement {
  if (found === undefined) {
    return pass(`${name} will be made, with restricted Pod Security, which the run's pod fits; ${unseen}`);
  }
  const owner = found.metadata?.labels?.[runLabel];
  if (found.metadata?.deletionTimestamp !== undefined) {
    const condition = found.status?.conditions?.find(({ status }) => status === "True");
    return warn(
      `${name} is being deleted${condition === undefined ? "" : `: ${condition.message}`}`,
      "a run waits a minute for it to be gone, and then gives up; this tells what holds it, or run with another --namespace",
      `kubectl get namespace ${name} -o jsonpath='{.status.conditions}'`,
    );
  }
  // the namespace may also be a person's own, which no run has marked
  const here = active.find((pod) => pod.namespace === name && pod.run !== undefined)?.run;
  if (here !== undefined) {
    return fail(
      `the run ${here.id} is under way in ${name}`,
      "each run has a namespace of its own, and two at once disturb each other: follow that one, or wait for its end",
      `kubectl conformance attach ${here.id}`,
    );
  }
  if (owner !== undefined) {
    return fail(
      `${name} belongs to the run ${owner}`,
      "each run has a namespace of its own: remove that run, or run with another --namespace",
      `kubectl conformance cleanup ${owner}`,
    );
  }
  const profile = found.metadata?.labels?.["pod-security.kubernetes.io/enforce"];
  const security =
    profile === undefined ? `it sets no Pod Security profile; ${unseen}` : `the run's pod fits ${profile}`;
  return pass(`${name} is there and will be used and kept; ${security}`);
}
