import type { V1Node } from "@kubernetes/client-node";
import { type Check, fail, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import { isCordoned, isLinux, isUsable, keepingTaints, nameOf } from "./suite-view.ts";

/** Whether the suite's images run on every node on which its pods may be placed. */
export const architectures: Check = { name: "architectures", judge };

// the platforms of the conformance image and the suite's test images
const offered = ["amd64", "arm64", "ppc64le", "s390x"];

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  return [judgeArchitectures(await snapshot.nodes())];
}

/** Judges the nodes' architectures and operating systems. Pure. */
export function judgeArchitectures(nodes: readonly V1Node[]): Judgement {
  const usable = nodes.filter(isUsable);
  const silent = usable.filter((node) => architecture(node) === undefined);
  const lost = usable.filter((node) => !silent.includes(node) && !offered.includes(architecture(node) ?? ""));
  if (lost.length > 0) {
    return fail(
      few(lost.map((node) => `${nameOf(node)} is ${architecture(node)}`)),
      `the suite's images are published for ${offered.join(", ")}, and its pods do not select an architecture; or map them to your own images with --test-repo-list`,
      `kubectl cordon ${lost.map(nameOf).join(" ")}`,
    );
  }
  const kinds = [...new Set(usable.map((node) => `linux/${architecture(node)}`))];
  const others = nodes.filter((node) => !isLinux(node));
  const open = others.filter((node) => !isCordoned(node) && keepingTaints(node).length === 0);
  if (open.length > 0) {
    return warn(
      `${few(open.map((node) => `${nameOf(node)} is ${node.status?.nodeInfo?.operatingSystem}`))}, and accepts any pod`,
      "the suite's pods do not select an operating system, and linux images do not start there; your own taint, named with --non-blocking-taints, keeps them away too",
      `kubectl cordon ${open.map(nameOf).join(" ")}`,
    );
  }
  if (silent.length > 0) return unknown(`${few(silent.map(nameOf))} does not say its architecture`);
  if (kinds.length === 0) return unknown("there is no node to check");
  const aside =
    others.length === 0 ? "" : `; ${few(others.map(nameOf))} not linux, and not open to the suite's pods`;
  return pass(`${kinds.join(", ")}${aside}`);
}

function architecture(node: V1Node): string | undefined {
  return node.status?.nodeInfo?.architecture ?? node.metadata?.labels?.["kubernetes.io/arch"];
}
