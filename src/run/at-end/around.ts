import type { DumpOptions } from "../../dump/options.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { uuidLabel } from "../../suite/leavings.ts";

/** A run, as far as it says what of the cluster concerns it. */
export interface Around {
  /** The namespace of its pod; undefined if it is unknown. */
  readonly namespace: string | undefined;
  /** Of its suite's namespaces. */
  readonly uuids: readonly string[];
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
}

// bytes of one log, and of all
const mostLog = 5_000_000;
const mostLogs = 200_000_000;
// the control plane may have begun to ail before
const before = 60_000;

/**
 * A dump of what concerns a run: the objects without a namespace, those of kube-system, of its own namespace and of what its suite left, their
 * logs from its beginning on, and the nodes.
 * @throws as `cluster.send` if the namespaces cannot be read for another reason than a lack of permission
 */
export async function dumpAround(
  cluster: Pick<Cluster, "core">,
  run: Around,
  dir: string,
): Promise<DumpOptions> {
  const { namespace, since } = run;
  const names = [
    "kube-system",
    ...(namespace === undefined ? [] : [namespace]),
    ...(await ofSuite(cluster, run)),
  ];
  return {
    dir,
    asked: "",
    namespaces: { kind: "named", names: [...new Set(names)].toSorted() },
    labelSelector: undefined,
    resources: undefined,
    secrets: "none",
    redact: true,
    logs: {
      namespaces: undefined,
      labelSelector: undefined,
      fieldSelectors: [],
      sinceSeconds: undefined,
      sinceTime: new Date(since - before).toISOString().replace(/\.\d+Z$/, "Z"),
      timestamps: true,
      tailLines: undefined,
      most: mostLog,
      total: mostLogs,
    },
    nodes: true,
    groups: true,
    version: true,
  };
}

/**
 * The namespaces of the suite that are there: those with its uuids, which become known late, and what a suite created since the run began. Others
 * may label their namespaces so too; they are only read.
 */
async function ofSuite(
  { core }: Pick<Cluster, "core">,
  { uuids, since }: Around,
): Promise<readonly string[]> {
  try {
    const { items } = await core.listNamespace({ labelSelector: uuidLabel });
    return items
      .filter(({ metadata }) => {
        const created = metadata?.creationTimestamp?.getTime() ?? 0;
        return uuids.includes(metadata?.labels?.[uuidLabel] ?? "") || created >= since;
      })
      .flatMap(({ metadata }) => metadata?.name ?? []);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  }
}
