import { backoff } from "../async/backoff.ts";
import { paced } from "../async/paced.ts";
import type { Cluster } from "../kube/cluster.ts";
import { record, text } from "../kube/json.ts";
import { isExpired, pagesOf } from "../kube/list.ts";
import { itemsOf } from "../kube/objects.ts";
import { TooLarge } from "../net/bytes.ts";
import type { Io } from "../process/io.ts";
import { safeJson } from "../text/safe.ts";
import { type Fault, faultOf, isOfCluster } from "./fault.ts";
import { type Kind, keptObject } from "./kept.ts";
import { ListFiles } from "./list-files.ts";
import type { Namespaces } from "./namespaces.ts";
import { listPath, type Resource, resourceName } from "./resources.ts";

/** How lists are read and written. */
export interface Listing {
  readonly cluster: Pick<Cluster, "send">;
  readonly clock: Pick<Io, "monotonic" | "sleep">;
  readonly signal: AbortSignal;
  /** The dump's folder for resources. */
  readonly dir: string;
  readonly namespaces: Namespaces;
  readonly labelSelector: string | undefined;
  readonly redact: boolean;
}

/** What came of one list. */
export interface Listed {
  readonly items: number;
  readonly faults: readonly Fault[];
}

// items of a page: objects of a megabyte each are asked for in smaller ones
const pageSizes = [100, 10, 1];
// a list that expires while it is read is read again
const mostExpired = 3;
// as many namespaces are listed one by one, if a list of all may not be read or takes more than is wanted
const fewNamespaces = 50;

/** Writes the objects of a kind. What cannot be read is a fault. Throws errors of this machine, and the signal's reason. */
export async function dumpList(listing: Listing, resource: Resource): Promise<Listed> {
  const { names, isAll } = listing.namespaces;
  const one = (namespace?: string) => ({ resource, namespace });
  if (!resource.namespaced) return listed(listing, [one()]);
  const each = names.map((name) => one(name));
  if (!isAll && names.length <= fewNamespaces) return listed(listing, each);
  const whole = await listed(listing, [one()]);
  const isRefused = whole.faults.some(({ status }) => status === 403);
  if (!isRefused || names.length > fewNamespaces) return whole;
  const parts = await listed(listing, each);
  // nothing new if it is refused everywhere
  return parts.faults.length === each.length ? whole : parts;
}

interface Part {
  readonly resource: Resource;
  readonly namespace: string | undefined;
}

async function listed(listing: Listing, parts: readonly Part[]): Promise<Listed> {
  const [first] = parts;
  if (first === undefined) return { items: 0, faults: [] };
  const { group, version, plural, kind } = first.resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const files = new ListFiles(listing.dir, resourceName(first.resource), { apiVersion, kind });
  await files.clear();
  const faults: Fault[] = [];
  let items = 0;
  for (const { resource, namespace } of parts) {
    const path = listPath(resource, namespace);
    try {
      items += await whole(listing, { resource, namespace }, files, { apiVersion, kind });
    } catch (error) {
      listing.signal.throwIfAborted();
      if (!isOfCluster(error)) throw error;
      // a part of a list is not a list
      await files.clear(namespace);
      const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
      faults.push(faultOf(`${plural}${group === "" ? "" : `.${group}`}${where}`, path, error));
    }
  }
  await files.end();
  return { items, faults };
}

/** Writes one list to its end, from its beginning again where the server has forgotten its version or a page is too large. */
async function whole(listing: Listing, part: Part, files: ListFiles, kind: Kind): Promise<number> {
  const { clock, signal } = listing;
  let [size = 1, ...smaller] = pageSizes;
  for (let expired = 0; ; ) {
    try {
      return await onePass(listing, part, files, kind, size);
    } catch (error) {
      signal.throwIfAborted();
      const [next, ...rest] = smaller;
      if (isExpired(error) && ++expired < mostExpired) await clock.sleep(backoff(expired), signal);
      else if (error instanceof TooLarge && next !== undefined) [size, smaller] = [next, rest];
      else throw error;
      await files.clear(part.namespace);
    }
  }
}

async function onePass(
  { cluster, clock, signal, namespaces, labelSelector, redact }: Listing,
  { resource, namespace }: Part,
  files: ListFiles,
  kind: Kind,
  size: number,
): Promise<number> {
  const wanted = new Set(namespaces.names);
  const path = listPath(resource, namespace);
  const options = { query: { labelSelector }, accept: "application/json", signal };
  let items = 0;
  for await (const page of pagesOf(cluster, path, options, paced(clock, signal), size)) {
    for (const object of itemsOf(page, path)) {
      const { namespace: own } = record(record(object).metadata);
      const where = resource.namespaced ? (namespace ?? text(own) ?? "") : undefined;
      if (where !== undefined && !wanted.has(where)) continue;
      await files.add(where, safeJson(JSON.stringify(keptObject(object, kind, redact))));
      items += 1;
    }
  }
  return items;
}
