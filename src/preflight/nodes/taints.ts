import type { V1Node } from "@kubernetes/client-node";
import { isSuiteKey } from "../../suite/leavings.ts";
import { blockingNodes, controlPlaneTaint, suiteWait } from "../../suite/node-wait.ts";
import { type Check, count, fail, few, type Judgement, pass, type Subject } from "../check.ts";
import { isConditionTaint, isCordoned, isReady, keepingTaints, nameOf } from "./suite-view.ts";

/** Taints for which the suite would wait 30 minutes and then fail, with the flag that names them. */
export const taints: Check = { name: "taints", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  return [judgeTaints(await snapshot.nodes(), request.extraArgs)];
}

/** Judges taints against the suite's arguments. Taints set by the control plane or an earlier suite are for other checks. Pure. */
export function judgeTaints(nodes: readonly V1Node[], suiteArgs: readonly string[]): Judgement {
  const { nonBlocking, allowedNotReady } = suiteWait(suiteArgs);
  if (allowedNotReady === -1)
    return pass("the suite does not wait for nodes, because of --allowed-not-ready-nodes=-1");
  const waitedFor = nodes.filter((node) => !isCordoned(node) && isReady(node));
  const ours = ({ key }: { key: string }) => !nonBlocking.includes(key) && !isSuiteKey(key);
  const { names, taints } = blockingNodes(
    waitedFor.map((node) => withTaints(node, (taint) => ours(taint) && !isConditionTaint(taint))),
  );
  // a given list replaces the suite's own, which has this one
  const forgotten = nonBlocking.includes(controlPlaneTaint)
    ? []
    : waitedFor
        .filter((node) => keepingTaints(node).some(({ key }) => key === controlPlaneTaint))
        .map(nameOf);
  const blocked = [...new Set([...names, ...forgotten])];
  if (blocked.length <= allowedNotReady) {
    const allowed = blocked.length === 0 ? "" : `, which --allowed-not-ready-nodes=${allowedNotReady} allows`;
    return pass(`none that the suite would wait for${allowed}`);
  }
  const keys = [...new Set([...(forgotten.length > 0 ? [controlPlaneTaint] : []), ...taints])];
  return fail(
    `${few(keys)} on ${count(blocked.length, "node")}: ${few(blocked)}`,
    "the suite would wait 30 minutes for these taints to go, then fail before its first spec",
    `kubectl conformance run --extra-args=--non-blocking-taints=${[...new Set([...nonBlocking, ...keys])].join(",")}`,
  );
}

function withTaints(node: V1Node, keep: (taint: { key: string; effect: string }) => boolean): V1Node {
  return { ...node, spec: { ...node.spec, taints: (node.spec?.taints ?? []).filter(keep) } };
}
