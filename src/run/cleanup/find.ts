import type { V1Namespace } from "@kubernetes/client-node";
import type { Cluster } from "../../kube/cluster.ts";
import { uuidLabel } from "../../suite/leavings.ts";
import { type Span, suiteLeftovers } from "../leftovers.ts";
import type { Ownership } from "../ownership.ts";
import type { Doomed } from "./absent.ts";
import { namespaceOf } from "./own.ts";

/** Something left by a suite that started after the run did, with an unknown owner. */
export interface Unclaimed {
  /** `namespace pods-1`, `customresourcedefinition foos.example.com` */
  readonly what: string;
  /** For a namespace. */
  readonly uuid: string | undefined;
}

/** What the suite left, and what may belong to it. */
export interface Leftovers {
  readonly items: readonly Doomed[];
  /** Namespaces that the suite itself is already deleting: only wait for them. */
  readonly going: readonly Doomed[];
  /** The same for a suite that may be this run's or another's: waiting harms nobody. */
  readonly passing: readonly (Doomed & Unclaimed)[];
  readonly unclaimed: readonly Unclaimed[];
}

/**
 * What the suite left: its namespaces and, if there is no other suite, what it created
 * cluster-wide. Only what is younger than the run, by the server's clock. `at` is this machine's time, in milliseconds since the epoch.
 */
export async function findLeftovers(
  cluster: Cluster,
  { ownership, span }: { readonly ownership: Ownership; readonly span: Span },
  at: number,
): Promise<Leftovers> {
  // before the namespaces: a spec creates cluster-scoped objects while it has a namespace, so for another suite both are seen
  const outside = await suiteLeftovers(cluster, span);
  const suites = (await cluster.core.listNamespace({ labelSelector: uuidLabel })).items;
  // a watch may have missed some of them
  for (const namespace of suites) ownership.seen(namespace, at);
  const ours = suites.filter(
    (namespace) => isYounger(namespace, span) && ownership.of(uuidOf(namespace)) === "ours",
  );
  const alone = suites.length === ours.length;
  const doomed = ({ metadata }: V1Namespace) => namespaceOf(cluster, metadata?.name ?? "", metadata?.uid);
  const isGoing = ({ metadata }: V1Namespace) => metadata?.deletionTimestamp !== undefined;
  const nobodys = suites.filter(
    (namespace) => isYounger(namespace, span) && ownership.of(uuidOf(namespace)) === "unknown",
  );
  const unclaimed = (namespace: V1Namespace): Unclaimed => ({
    what: `namespace ${namespace.metadata?.name ?? ""}`,
    uuid: uuidOf(namespace),
  });
  return {
    items: [...ours.filter((namespace) => !isGoing(namespace)).map(doomed), ...(alone ? outside : [])],
    going: ours.filter(isGoing).map(doomed),
    passing: nobodys.filter(isGoing).map((namespace) => ({ ...doomed(namespace), ...unclaimed(namespace) })),
    unclaimed: [
      ...nobodys.filter((namespace) => !isGoing(namespace)).map(unclaimed),
      // a suite that ended on its own has removed what it created: what exists belongs to another
      ...(alone || ownership.isOver ? [] : outside.map(({ what }) => ({ what, uuid: undefined }))),
    ],
  };
}

function uuidOf({ metadata }: V1Namespace): string {
  return metadata?.labels?.[uuidLabel] ?? "";
}

/** The server's times are whole seconds. */
function isYounger({ metadata }: V1Namespace, { since }: Span): boolean {
  return (metadata?.creationTimestamp?.getTime() ?? 0) >= Math.floor(since.getTime() / 1000) * 1000;
}
