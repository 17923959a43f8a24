import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { nodeNames } from "../nodes/choose.ts";
import type { Io } from "../process/io.ts";
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
