import type { IncomingHttpHeaders } from "node:http";
import type { KubeObject } from "../../cluster/object.ts";
import { apiVersion, type Resource } from "../../cluster/resources.ts";
import type { Stored } from "../../cluster/store.ts";
import { printerOf } from "./columns.ts";

/** Metadata of a list. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** How a client wants objects: unchanged, or as rows of a table that include so much of each object. */
export interface Presentation {
  one(stored: Stored): unknown;
  list(stored: readonly Stored[], metadata: ListMeta): unknown;
  /** An object in a watch: only the first has the columns of a table. */
  watched(stored: Stored): unknown;
  /** The content of a bookmark. */
  bookmark(resourceVersion: string, annotations?: Readonly<Record<string, string>>): unknown;
}

/** The first presentation in the Accept header that is supported. */
export function presentation(
  resource: Resource,
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  now: () => number,
): Presentation {
  const wanted = (headers.accept ?? "").split(",").map((range) => range.replaceAll(" ", ""));
  const first = wanted.find((range) => range.includes("as=Table") || !range.includes("as="));
  if (first?.includes("as=Table") !== true) return asObjects(resource);
  const version = first.includes("v=v1beta1") ? "v1beta1" : "v1";
  return asTable(resource, `meta.k8s.io/${version}`, query.get("includeObject") ?? "Metadata", now);
}

function asObjects(resource: Resource): Presentation {
  const kind = resource.kind;
  return {
    one: ({ object }) => object,
    watched: ({ object }) => object,
    list: (stored, metadata) => ({
      kind: `${kind}List`,
      apiVersion: apiVersion(resource),
      metadata,
      items: stored.map(({ object: { kind: _, apiVersion: __, ...item } }) => item),
    }),
    bookmark: (resourceVersion, annotations) => ({
      kind,
      apiVersion: apiVersion(resource),
      metadata: { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) },
    }),
  };
}

function asTable(resource: Resource, version: string, include: string, now: () => number): Presentation {
  const printer = printerOf(resource);
  let headed = false;
  const table = (stored: readonly Stored[], metadata: unknown, columns = true) => ({
    kind: "Table",
    apiVersion: version,
    metadata,
    columnDefinitions: columns ? printer.columns : null,
    rows: stored.map((each) => ({ cells: cells(each), object: included(each.object, include) })),
  });
  const cells = ({ object, row }: Stored) => {
    const computed = printer.cells(object, now());
    if (row === undefined) return computed;
    const ageColumn = printer.columns.findIndex(({ name }) => name === "Age");
    return row.map((cell, i) => (i === ageColumn ? computed[i] : cell));
  };
  const one = (stored: Stored, columns?: boolean) =>
    table([stored], { resourceVersion: stored.object.metadata.resourceVersion }, columns);
  return {
    one: (stored) => one(stored),
    list: (stored, metadata) => table(stored, metadata),
    watched: (stored) => {
      const frame = one(stored, !headed);
      headed = true;
      return frame;
    },
    bookmark: (resourceVersion, annotations) => {
      const metadata = { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) };
      const object = { kind: resource.kind, apiVersion: apiVersion(resource), metadata };
      const columns = headed ? null : printer.columns;
      headed = true;
      const rows = [
        { cells: printer.columns.map(() => ""), object: included(object as unknown as KubeObject, include) },
      ];
      return {
        kind: "Table",
        apiVersion: version,
        metadata: { resourceVersion },
        columnDefinitions: columns,
        rows,
      };
    },
  };
}

/** Which part of an object a row includes. */
function included(object: KubeObject, include: string): unknown {
  if (include === "Object") return object;
  if (include === "None") return null;
  const { metadata } = object;
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}
