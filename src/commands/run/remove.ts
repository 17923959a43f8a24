import { firstLine, UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { cleanUp, type Removal } from "../../run/cleanup/cleanup.ts";
import type { Context } from "../context.ts";
import { unclaimedLines } from "../runs/unclaimed.ts";
import { clusterWords } from "./words.ts";

const bound = 120_000;

/**
 * Removes a run and what its suite left, and gives what a person is told of it. That something stays is told too, with the command that
 * tries again, and never thrown: it changes nothing of what came before.
 */
export async function removeRun(
  { io, name, argv }: Context,
  cluster: Cluster,
  removal: Removal,
): Promise<string[]> {
  const again = `to remove it: ${name} cleanup ${removal.made.runId}${clusterWords(argv)}`;
  try {
    const result = await cleanUp(cluster, removal, bound, io);
    if (result.kind === "refused") return [`the run is still in the cluster: ${result.why}`, again];
    return [
      ...result.leftovers.map((what) => `removed what the suite left: ${what}`),
      ...unclaimedLines(result.unclaimed),
      ...(result.kind === "left"
        ? [...result.left.map(({ what, why }) => `still there: ${what}: ${why}`), again]
        : []),
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`the run is still in the cluster: ${firstLine(error)}`, again];
  }
}
