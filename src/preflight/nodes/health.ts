import type { V1Node } from "@kubernetes/client-node";
import { suiteWait } from "../../suite/node-wait.ts";
import { type Check, count, fail, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import { has, isConditionTaint, isCordoned, keepingTaints, nameOf } from "./suite-view.ts";

/** Nodes that are not ready or short of something. */
export const nodeHealth: Check = { name: "node-health", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  return judgeHealth(await snapshot.nodes(), request.extraArgs);
}

const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"];

/** Judges the nodes' conditions, and the taints that the control plane sets for them. Pure. */
export function judgeHealth(nodes: readonly V1Node[], suiteArgs: readonly string[]): readonly Judgement[] {
  const { allowedNotReady, nonBlocking } = suiteWait(suiteArgs);
  const ill = nodes
    .map((node) => ({ node, troubles: troubles(node, nonBlocking) }))
    .filter(({ troubles }) => troubles.length > 0);
  const waitedFor = ill.filter(({ node }) => !isCordoned(node));
  const waits = allowedNotReady !== -1 && waitedFor.length > allowedNotReady;
  const words = ({ node, troubles }: (typeof ill)[number]) => `${nameOf(node)} (${troubles.join(", ")})`;
  if (waits) {
    const names = waitedFor.map(({ node }) => nameOf(node)).join(" ");
    return [
      fail(
        few(waitedFor.map(words)),
        "the suite would wait 30 minutes for such nodes, then fail before its first spec; fix them (kubectl describe node says more), or cordon them so that it does not wait for them",
        `kubectl cordon ${names}`,
      ),
    ];
  }
  if (ill.length > 0) {
    return [
      warn(
        few(ill.map(words)),
        "daemon sets on such nodes are not ready either, which makes some specs fail",
        `kubectl describe nodes ${ill.map(({ node }) => nameOf(node)).join(" ")}`,
      ),
    ];
  }
  if (nodes.length === 0) return [unknown("there is no node to check")];
  return [pass(`${count(nodes.length, "node")} ready, none short of memory, disk or process ids`)];
}

function troubles(node: V1Node, nonBlocking: readonly string[]): string[] {
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
  const conditions = [
    ...(ready?.status === "True" ? [] : [`NotReady${ready?.reason === undefined ? "" : ` ${ready.reason}`}`]),
    ...["NetworkUnavailable", ...pressures].filter((type) => has(node, type)),
  ];
  if (conditions.length > 0) return conditions;
  return keepingTaints(node)
    .filter((taint) => isConditionTaint(taint) && taint.key !== "node.kubernetes.io/unschedulable")
    .filter(({ key }) => !nonBlocking.includes(key))
    .map(({ key }) => `taint ${key}`);
}
