import type { V1Node } from "@kubernetes/client-node";
import { planRun } from "../../run/plan/plan.ts";
import { type Check, few, type Judgement, pass, type Subject, unknown } from "../check.ts";
import { isUsable, nameOf } from "../nodes/suite-view.ts";

/** Whether the run's image is already on nodes; whether it can be pulled, only a probe shows. */
export const image: Check = { name: "image", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const [server, nodes] = await Promise.all([snapshot.server(), snapshot.nodes()]);
  const plan = planRun(request, { server: server.gitVersion, platform: server.platform, nodes }, "preflight");
  return judgeImage(plan.image, nodes);
}

/** Judges which nodes have the image. A kubelet reports at most its 50 largest images: one that it does not report may be there. Pure. */
export function judgeImage(wanted: string, nodes: readonly V1Node[]): readonly Judgement[] {
  const having = nodes.filter(
    (node) => isUsable(node) && node.status?.images?.some(({ names }) => names?.includes(wanted)),
  );
  if (having.length === 0)
    return [unknown(`${wanted} is not known to be on any node; preflight --probe tries to pull it`)];
  return [pass(`${wanted} is on ${few(having.map(nameOf))} already`)];
}
