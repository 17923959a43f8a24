import type { V1Node } from "@kubernetes/client-node";
import { controlPlaneTaint } from "../../suite/node-wait.ts";
import { type Check, count, fail, few, type Judgement, pass, type Subject, warn } from "../check.ts";
import { isWhole } from "../whole.ts";
import {
  isCordoned,
  isLinux,
  isOpen,
  isReady,
  isUsable,
  isVirtual,
  keepingTaints,
  nameOf,
} from "./suite-view.ts";

/** Whether there are the two nodes that the suite needs. */
export const schedulable: Check = { name: "nodes", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  return [judgeNodes(await snapshot.nodes(), isWhole(request))];
}

/** Judges how many nodes the suite can use; `whole` if all conformance specs are to run. Pure. */
export function judgeNodes(nodes: readonly V1Node[], whole: boolean): Judgement {
  const usable = nodes.filter(isUsable);
  const out = nodes.filter((node) => !isUsable(node));
  const left = out.length === 0 ? "" : `; not so ${few(out.map((node) => `${nameOf(node)} (${why(node)})`))}`;
  const summary = `${count(usable.length, "schedulable linux node")}${usable.length === 0 ? "" : `: ${few(usable.map(nameOf))}`}${left}`;
  const virtual = nodes.filter((node) => isVirtual(node) && isOpen(node)).map(nameOf);
  if (usable.length >= 2) {
    if (virtual.length === 0) return pass(summary);
    return warn(
      summary,
      `the suite takes ${few(virtual)} for ${virtual.length === 1 ? "a node like the others" : "nodes like the others"} and places pods there, and most specs fail on virtual nodes; cordon them for the run, or give them your own taint and name it with --non-blocking-taints`,
      `kubectl cordon ${virtual.join(" ")}`,
    );
  }
  if (usable.length === 0) {
    return fail(
      summary,
      "the suite does not start without a node for its pods: add one, or fix or untaint an existing one",
      fixFor(out),
    );
  }
  return whole
    ? fail(
        summary,
        "the conformance suite needs two, or a spec of [sig-apps] fails: add one, or fix or untaint an existing one",
        fixFor(out),
      )
    : warn(summary, "specs that spread over nodes need two", fixFor(out));
}

function why(node: V1Node): string {
  if (!isLinux(node)) return node.status?.nodeInfo?.operatingSystem ?? "not linux";
  if (isVirtual(node)) return "virtual";
  if (isCordoned(node)) return "cordoned";
  const [taint] = keepingTaints(node);
  if (!isReady(node)) return "not ready";
  return taint === undefined ? "" : `taint ${taint.key}`;
}

function fixFor(out: readonly V1Node[]): string {
  const candidates = out.filter((node) => isLinux(node) && !isVirtual(node));
  const cordoned = candidates.filter((node) => isCordoned(node) && isReady(node));
  if (cordoned.length > 0) return `kubectl uncordon ${cordoned.map(nameOf).join(" ")}`;
  const tainted = candidates.filter((node) =>
    keepingTaints(node).some(({ key }) => key === controlPlaneTaint),
  );
  if (tainted.length > 0) {
    return `kubectl taint nodes ${tainted.map(nameOf).join(" ")} ${controlPlaneTaint}-`;
  }
  return "kubectl get nodes";
}
