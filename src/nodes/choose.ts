import type { Clock } from "../async/paced.ts";
import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { record, text } from "../kube/json.ts";
import { listAll } from "../kube/list.ts";
import { itemsOf } from "../kube/objects.ts";
import { safe } from "../text/safe.ts";

/** Which nodes are meant: by name, by label, or all. */
export interface NodeChoice {
  readonly names: readonly string[];
  readonly selector?: string | undefined;
  readonly all: boolean;
}

// names and nothing else of each node
const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/**
 * The names of the nodes that are meant. Names that are given are not looked up, so that the permission to list nodes is not needed.
 * @throws InputError if none is meant; as `cluster.send` does
 */
export async function chooseNodes(
  cluster: Pick<Cluster, "send">,
  { names, selector, all }: NodeChoice,
  clock: Clock,
): Promise<readonly string[]> {
  if (names.length > 0 && (all || selector !== undefined))
    throw new InputError("name nodes, or choose them with --all or --selector, not both");
  if (names.length > 0) return [...new Set(names)];
  if (!all && selector === undefined) {
    throw new InputError("no node is named", {
      fix: "name nodes, or choose them with --all or --selector; to list them: kubectl get nodes",
    });
  }
  const found = await nodeNames(cluster, clock, selector);
  if (found.length === 0)
    throw new InputError(
      selector === undefined ? "the cluster has no nodes" : `no node matches --selector ${safe(selector)}`,
    );
  return found;
}

/** The names of the cluster's nodes. @throws as `listAll` */
export async function nodeNames(
  cluster: Pick<Cluster, "send">,
  clock: Clock,
  labelSelector?: string,
): Promise<readonly string[]> {
  const path = "/api/v1/nodes";
  const { items } = await listAll(cluster, path, { query: { labelSelector }, accept, clock }, (page) =>
    itemsOf(page, path).map((item) => text(record(record(item).metadata).name) ?? ""),
  );
  return items.filter((name) => name !== "");
}
