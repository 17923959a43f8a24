import type { V1DaemonSet, V1ReplicaSet } from "@kubernetes/client-node";
import { suiteWait } from "../../suite/node-wait.ts";
import { type Check, count, fail, few, type Judgement, pass, type Subject, warn } from "../check.ts";
import type { PodFacts } from "../pods.ts";

/** Whether the pods of kube-system are ready, by the suite's own rule (`test/e2e/framework/pod/wait.go`). */
export const kubeSystem: Check = { name: "kube-system", judge };

// a cluster that has just started gets this long before it is called broken
const grace = 3 * 60_000;

async function judge({ snapshot, request, now }: Subject): Promise<readonly Judgement[]> {
  const [pods, daemonSets, replicaSets] = await Promise.all([
    snapshot.pods(),
    snapshot.daemonSets(),
    snapshot.list<V1ReplicaSet>("V1ReplicaSet", "/apis/apps/v1/namespaces/kube-system/replicasets"),
  ]);
  const system = pods.filter((pod) => pod.namespace === "kube-system");
  const own = daemonSets.filter(({ metadata }) => metadata?.namespace === "kube-system");
  return judgeSystem(system, replicaSets, own, request.extraArgs, now);
}

/** Judges the pods, replica sets and daemon sets of kube-system. Pure. */
export function judgeSystem(
  pods: readonly PodFacts[],
  replicaSets: readonly V1ReplicaSet[],
  daemonSets: readonly V1DaemonSet[],
  suiteArgs: readonly string[],
  now: number,
): readonly Judgement[] {
  const unready = pods.filter(isWaitedFor);
  // as in the suite, -1 also ends the wait for pods
  const { allowedNotReady } = suiteWait(suiteArgs);
  const waits = allowedNotReady !== -1;
  // the unready pods that are reported explain why a replica set lacks some
  const wanting =
    unready.length > 0
      ? []
      : replicaSets.filter(({ spec, status }) => (spec?.replicas ?? 0) > (status?.readyReplicas ?? 0));
  const late = daemonSets.filter(
    ({ status }) => (status?.desiredNumberScheduled ?? 0) > (status?.numberReady ?? 0),
  );
  // it counts pods against the flag's nodes (test/e2e/e2e.go, WaitForAlmostAllPodsReady)
  const isAllowed = wanting.length === 0 && unready.length <= allowedNotReady;
  const why = isAllowed
    ? "the suite waits 10 minutes for them, then continues without, because of --allowed-not-ready-nodes"
    : "the suite waits 10 minutes for them, then fails before its first spec";
  const fix = `kubectl -n kube-system describe pods ${unready.map(({ name }) => name).join(" ")}`.trim();
  if (unready.length > 0 || wanting.length > 0) {
    const summary = few([
      ...unready.map(({ name, trouble, phase }) => `${name} (${trouble || phase || "not ready"})`),
      ...wanting.map(({ metadata }) => `replicaset ${metadata?.name} lacks pods`),
    ]);
    const young = wanting.length === 0 && unready.every((pod) => pod.going || now - pod.created < grace);
    return [
      waits && !young && !isAllowed
        ? fail(summary, why, fix)
        : warn(summary, young ? `${why}; they are still coming up` : why, fix),
    ];
  }
  if (late.length > 0) {
    return [
      warn(
        `not ready on every node: ${few(late.map(({ metadata }) => `daemonset ${metadata?.name}`))}`,
        "the suite waits 5 minutes for them, then continues without",
        "kubectl -n kube-system get daemonsets",
      ),
    ];
  }
  return [pass(`${count(pods.length, "pod")} ready or completed`)];
}

function isWaitedFor(pod: PodFacts): boolean {
  if (pod.phase === "Succeeded") return false;
  // the suite ignores failed pods that something replaces
  if (pod.phase === "Failed") return !pod.controlled;
  return !(pod.phase === "Running" && pod.ready);
}
