import { Slots } from "../async/slots.ts";
import { record } from "../kube/json.ts";
import { itemsOf } from "../kube/objects.ts";
import { jsonObject, readText } from "../kube/transport.ts";
import { isOfCluster } from "./fault.ts";
import type { Plan, Reading } from "./plan.ts";
import { listPath } from "./resources.ts";

/** What a dump will take, roughly. */
export interface Estimate {
  readonly kinds: number;
  /** Of the kinds whose objects could be counted. */
  readonly objects: number;
  /** Whether some could not be counted. */
  readonly isLess: boolean;
  /** Pods whose logs are taken. */
  readonly pods: number;
  readonly nodes: number;
}

const atOnce = 8;
// one request for each namespace and kind is too much for a number
const fewNamespaces = 10;

/** Counts what a dump will take, with one small request for each kind, or for each kind and namespace where they are few. Never throws but the signal's reason. */
export async function estimate(reading: Reading, plan: Plan): Promise<Estimate> {
  const { options, resources, namespaces, logNamespaces, nodes } = plan;
  const slots = new Slots(atOnce);
  const count = (path: string, labelSelector: string | undefined) =>
    slots.run(() => countOf(reading, path, labelSelector));
  const isFew = !namespaces.isAll && namespaces.names.length <= fewNamespaces;
  const counts = await Promise.all(
    resources.flatMap((resource) =>
      resource.namespaced && isFew
        ? namespaces.names.map((name) => count(listPath(resource, name), options.labelSelector))
        : [count(listPath(resource), options.labelSelector)],
    ),
  );
  const where = logNamespaces.names.length <= fewNamespaces ? logNamespaces.names : [undefined];
  const pods =
    options.logs === undefined
      ? []
      : await Promise.all(
          where.map((name) =>
            count(
              `/api/v1${name === undefined ? "" : `/namespaces/${name}`}/pods`,
              options.logs?.labelSelector,
            ),
          ),
        );
  const sum = (numbers: readonly (number | undefined)[]) =>
    numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
  return {
    kinds: resources.length,
    objects: sum(counts),
    isLess: counts.includes(undefined),
    pods: sum(pods),
    nodes: nodes.length,
  };
}

/** How many objects a list has; undefined if it cannot be read. With a selector, the server may not count what is after the first. */
async function countOf(
  { cluster, signal }: Reading,
  path: string,
  labelSelector: string | undefined,
): Promise<number | undefined> {
  try {
    const query = { limit: 1, labelSelector };
    const headers = {
      Accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    };
    const { body } = await cluster.send({ method: "GET", path, query, headers, signal });
    const page = jsonObject(await readText(body), path);
    const { remainingItemCount: more } = record(record(page).metadata);
    return itemsOf(page, path).length + (typeof more === "number" ? more : 0);
  } catch (error) {
    signal.throwIfAborted();
    if (!isOfCluster(error)) throw error;
    return undefined;
  }
}
