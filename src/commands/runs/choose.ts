import type { Cluster } from "../../kube/cluster.ts";
import { chooseRun, type KnownRun, type Runs, readRuns, runsWithin } from "../../run/runs.ts";
import type { WhereFlags } from "./where-flags.ts";

/** The message if there are none. */
export function noRuns({ namespace }: Runs): string {
  return namespace === undefined
    ? "No runs found in this cluster."
    : `No runs found in namespace ${namespace}.`;
}

/** The runs that the flags select. */
export function runsWhere(all: Runs, { namespace, allNamespaces }: WhereFlags): Runs {
  return namespace === undefined || allNamespaces === true ? all : runsWithin(all, namespace);
}

/** The one run that a word means, among those that the flags select. Throws InputError if it means none or several. */
export async function findRun(
  cluster: Pick<Cluster, "core" | "rbac">,
  word: string | undefined,
  flags: WhereFlags,
): Promise<KnownRun> {
  return chooseRun(runsWhere(await readRuns(cluster), flags), word);
}
