import { RunError } from "../errors.ts";
import { type Cluster, endingWith } from "../kube/cluster.ts";
import type { Io } from "../process/io.ts";
import { listRuns } from "./runs.ts";
import type { Made } from "./start.ts";

/** Somebody else has removed the run while it was followed here. */
export class RunTaken extends RunError {
  override readonly name = "RunTaken";
  constructor(id: string) {
    super(`run ${id} was removed from elsewhere while it was followed here`, {
      fix: "look for its results on the other machine that followed it: the first to see its end takes them",
    });
  }
}

// the namespace controller waits 5 s, and the binding is deleted last
const removalTakes = 15_000;

/**
 * Whether somebody else removes the run: two may follow it, and the first to see its end takes its results.
 * @throws ConnectionError, ApiError if the cluster does not say; the signal's reason
 */
export async function isTaken(
  cluster: Cluster,
  made: Made,
  io: Pick<Io, "monotonic" | "sleep">,
  signal: AbortSignal,
): Promise<boolean> {
  const { core, rbac } = endingWith(cluster, signal);
  const start = io.monotonic();
  for (;;) {
    if (!(await listRuns({ core, rbac })).some((run) => run.id === made.runId)) return true;
    const { items } = await core.listNamespace({ fieldSelector: `metadata.name=${made.namespace}` });
    const isThere = items.some(({ metadata }) => metadata?.deletionTimestamp === undefined);
    // in a namespace of the user's own, only the pod and the binding go, one right after the other
    if (io.monotonic() - start > (isThere ? 3000 : removalTakes)) return false;
    await io.sleep(1000, signal);
  }
}
