import { unlessAborted } from "../../async/unless-aborted.ts";
import { firstLine, UserError } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { Ended } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import { cleanUp, type Removal } from "./cleanup.ts";
import { unclaimedNotice, unclaimedRemains } from "./unclaimed.ts";

const cleanupBound = 120_000;
const lastWait = 15_000;

/** The result of removing a run. */
export interface Removed {
  readonly events: readonly RunEvent[];
  /** What is still there, or may belong to the run, each with the reason. */
  readonly remains: readonly string[];
  /** Who can continue: `cleanup` if the run is still known, otherwise only the user. */
  readonly known: boolean;
}

/**
 * Removes a run. If something stays, that is an event, not an error: it does not affect earlier results. Once `signal` is aborted, what
 * is in progress gets 15 s more, and is then given up: no request outlives this call.
 */
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
    return { events: [{ kind: "cleaned", at, removed: [], remains }], remains, known: true };
  };
  const over = new AbortController();
  const work = cleanUp(endingWith(cluster, over.signal), removal, cleanupBound, io);
  try {
    const result = await unlessAborted(work, signal).catch((error: unknown) => {
      if (!(error instanceof Ended)) throw error;
      // the cluster finishes what was requested: the namespace controller takes 5 s, the pod of a running suite up to a minute
      void io.sleep(lastWait, over.signal).then(
        () => over.abort(),
        () => undefined,
      );
      return unlessAborted(work, over.signal);
    });
    const left = result.kind === "left" ? result.left.map(({ what, why }) => `${what}: ${why}`) : [];
    const maybe = unclaimedRemains(result.unclaimed);
    return {
      events: [
        { kind: "cleaned", at, removed: result.leftovers, remains: left },
        ...unclaimedNotice(result.unclaimed, at),
      ],
      remains: [...left, ...maybe],
      known: result.kind === "left",
    };
  } catch (error) {
    if (over.signal.aborted) return stays("nobody waited until it was gone");
    if (error instanceof UserError) return stays(firstLine(error));
    throw error;
  } finally {
    over.abort();
  }
}
