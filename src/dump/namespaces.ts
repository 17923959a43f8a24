import type { Clock } from "../async/paced.ts";
import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { record, text } from "../kube/json.ts";
import { listAll } from "../kube/list.ts";
import { itemsOf } from "../kube/objects.ts";
import type { NamespaceChoice } from "./options.ts";

/** The namespaces of the cluster as far as they are known. */
export interface Namespaces {
  /** Those that are meant, in order. */
  readonly names: readonly string[];
  /** Whether they are all of the cluster's. */
  readonly isAll: boolean;
}

const path = "/api/v1/namespaces";
const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/**
 * The names of the cluster's namespaces; undefined if they may not be listed.
 * @throws as `listAll`
 */
export async function allNamespaces(
  cluster: Pick<Cluster, "send">,
  clock: Clock,
): Promise<readonly string[] | undefined> {
  try {
    const { items } = await listAll(cluster, path, { accept, clock }, (page) =>
      itemsOf(page, path).map((item) => text(record(record(item).metadata).name) ?? ""),
    );
    return items.filter((name) => /^[a-z0-9-]{1,63}$/.test(name));
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

/**
 * The namespaces that are meant; `all` are the cluster's, undefined if they may not be listed.
 * @throws InputError if none matches, or they cannot be known
 */
export function chosenNamespaces(choice: NamespaceChoice, all: readonly string[] | undefined): Namespaces {
  if (choice.kind === "named") return { names: choice.names, isAll: false };
  if (all === undefined)
    throw new InputError("you may not list namespaces, so it is not known which there are", {
      fix: "name yours: --namespace NAME,…",
    });
  const names = all.filter((name) => choice.pattern.test(name));
  return { names, isAll: names.length === all.length };
}
