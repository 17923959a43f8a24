import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { nodeNames } from "../nodes/choose.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import { chosenResources } from "./chosen-resources.ts";
import { type Fault, faultOf, isOfCluster } from "./fault.ts";
import { allNamespaces, chosenNamespaces, type Namespaces } from "./namespaces.ts";
import type { DumpOptions, NamespaceChoice } from "./options.ts";
import { type Resource, type Served, servedResources } from "./resources.ts";

/** How a cluster is read. */
export interface Reading {
  readonly cluster: Pick<Cluster, "send">;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  readonly signal: AbortSignal;
}

/** What is to be read. */
export interface Plan {
  readonly options: DumpOptions;
  readonly served: Served;
  readonly resources: readonly Resource[];
  readonly namespaces: Namespaces;
  readonly logNamespaces: Namespaces;
  readonly nodes: readonly string[];
  readonly faults: readonly Fault[];
}

/**
 * Finds out what a dump takes; nothing is written.
 * @throws InputError if something that is named does not exist; as `cluster.send` if the server does not answer
 */
export async function planDump({ cluster, io }: Reading, options: DumpOptions): Promise<Plan> {
  const [served, all] = await Promise.all([servedResources(cluster), allNamespaces(cluster, io)]);
  const namespaces = chosenNamespaces(options.namespaces, all);
  if (namespaces.names.length === 0)
    throw new InputError("no namespace matches", { fix: "list them: kubectl get namespaces" });
  const of = (choice: NamespaceChoice | undefined) =>
    choice === undefined ? namespaces : chosenNamespaces(choice, all ?? namespaces.names);
  const faults = [...served.faults];
  let nodes: readonly string[] = [];
  if (options.nodes) {
    try {
      nodes = await nodeNames(cluster, io);
    } catch (error) {
      if (!isOfCluster(error)) throw error;
      faults.push(faultOf("the kubelets", "/api/v1/nodes", error));
    }
  }
  await checkSelectors(cluster, options, namespaces);
  const resources = chosenResources(served.resources, options);
  return {
    options,
    served,
    resources,
    namespaces,
    logNamespaces: of(options.logs?.namespaces),
    nodes,
    faults,
  };
}

/** A selector that no list takes is one mistake, and not one for each kind. */
async function checkSelectors(
  cluster: Pick<Cluster, "send">,
  { labelSelector, logs }: DumpOptions,
  { names: [namespace = ""] }: Namespaces,
): Promise<void> {
  const queries = [
    { labelSelector },
    { labelSelector: logs?.labelSelector },
    ...(logs?.fieldSelectors ?? []).map((fieldSelector) => ({ fieldSelector })),
  ].filter((query) => Object.values(query).some((value) => value !== undefined));
  for (const query of queries) {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    try {
      await cluster.send({ method: "GET", path, query: { ...query, limit: 1 } });
    } catch (error) {
      if (error instanceof ApiError && error.status === 400)
        throw new InputError(`the selector ${safe(Object.values(query).join(""))}: ${error.words}`, {
          cause: error,
        });
      if (!isOfCluster(error)) throw error;
    }
  }
}
