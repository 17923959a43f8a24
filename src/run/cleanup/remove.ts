import { unlessAborted } from "../../async/unless-aborted.ts";
import { firstLine, UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { Ended } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import { cleanUp, type Removal } from "./cleanup.ts";
import { unclaimedNotice } from "./unclaimed.ts";

const cleanupBound = 120_000;

export interface Removed {
  readonly events: readonly RunEvent[];
  readonly remains: readonly string[];
}

/** Removes a run. That something stays is an event and no error: it changes nothing of what came before. */
export async function removeRun(
  cluster: Cluster,
  removal: Removal,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
  signal?: AbortSignal,
): Promise<Removed> {
  const at = io.now();
  const run = `run ${removal.made.runId}`;
  const stays = (why: string): Removed => {
    const remains = [`${run}: ${why}`];
    return { events: [{ kind: "cleaned", at, removed: [], remains }], remains };
  };
  try {
    const result = await unlessAborted(cleanUp(cluster, removal, cleanupBound, io), signal);
    if (result.kind === "refused") return stays(result.why);
    const remains = result.kind === "left" ? result.left.map(({ what, why }) => `${what}: ${why}`) : [];
    const unclaimed = unclaimedNotice(result.unclaimed, at);
    return {
      events: [{ kind: "cleaned", at, removed: result.leftovers, remains }, ...unclaimed],
      remains,
    };
  } catch (error) {
    if (error instanceof Ended) return stays("nobody waited until it was gone");
    if (error instanceof UserError) return stays(firstLine(error));
    throw error;
  }
}
