import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { KubeObject } from "./object.ts";
import { qualified, type Resource } from "./resources.ts";
import { alreadyExists, expired, notFound } from "./status.ts";

/** A cell of a table as the server prints it. */
export type Cell = string | number;

/** An object, and its table row if that was recorded and not computed from the object. */
export interface Stored {
  readonly object: KubeObject;
  readonly row?: readonly Cell[];
}

export interface Change extends Stored {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly version: number;
  /** The object before a modification. */
  readonly before?: KubeObject;
}

/** A resource's objects, its latest changes, and its watchers. */
interface Shelf {
  readonly objects: Map<string, Stored>;
  readonly changes: Change[];
  readonly watchers: Set<(change: Change) => void>;
  /** Changes up to this version are forgotten. */
  forgotten: number;
}

/** So many changes of a resource are remembered for watches that reconnect. */
const remembered = 1000;

/** All objects, with one resource version counted through all of them, as etcd has. */
export class Store {
  readonly #clock: Clock;
  readonly #shelves = new Map<string, Shelf>();
  #version = 300;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The version of the last change. */
  get version(): number {
    return this.#version;
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#shelf(resource).objects.get(key(namespace, name))?.object;
  }

  /** @throws ApiError 404 */
  need(resource: Resource, namespace: string | undefined, name: string): Stored {
    const stored = this.#shelf(resource).objects.get(key(namespace, name));
    if (stored === undefined) throw notFound(resource, name);
    return stored;
  }

  /** The objects of a namespace, or of all, ordered by namespace and name. */
  list(resource: Resource, namespace?: string): Stored[] {
    const all = [...this.#shelf(resource).objects.entries()];
    const wanted = namespace === undefined ? all : all.filter(([name]) => name.startsWith(`${namespace}/`));
    return wanted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stored]) => stored);
  }

  /** Stores a new object under a new uid. @throws ApiError 409 */
  create(resource: Resource, object: KubeObject, row?: readonly Cell[]): KubeObject {
    const { name, namespace } = object.metadata;
    if (this.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
    const metadata = {
      ...object.metadata,
      uid: randomUUID(),
      creationTimestamp: object.metadata.creationTimestamp ?? this.#clock.timestamp(),
    };
    return this.#keep(resource, "ADDED", { object: { ...object, metadata }, ...(row && { row }) });
  }

  /** Replaces the object of the same name. @throws ApiError 404 */
  update(resource: Resource, object: KubeObject, row?: readonly Cell[]): KubeObject {
    const before = this.need(resource, object.metadata.namespace, object.metadata.name).object;
    return this.#keep(resource, "MODIFIED", { object, ...(row && { row }) }, before);
  }

  /** Removes an object; watchers see its last state, or the given one. @throws ApiError 404 */
  remove(resource: Resource, namespace: string | undefined, name: string, last?: Stored): KubeObject {
    return this.#keep(resource, "DELETED", last ?? this.need(resource, namespace, name));
  }

  /**
   * Calls for every change after a version, past ones at once; returns a function that ends it.
   * @throws ApiError 410 if changes after that version are forgotten.
   */
  watch(resource: Resource, version: number, watcher: (change: Change) => void): () => void {
    const shelf = this.#shelf(resource);
    if (version < shelf.forgotten) {
      throw expired(`too old resource version: ${version} (${shelf.forgotten})`);
    }
    for (const change of shelf.changes.filter((past) => past.version > version)) watcher(change);
    shelf.watchers.add(watcher);
    return () => shelf.watchers.delete(watcher);
  }

  /** Whether everything that happened to a resource since a version is still known. */
  remembers(resource: Resource, version: number): boolean {
    return version >= this.#shelf(resource).forgotten;
  }

  /** Forgets the past, as the server does when it compacts. */
  compact(): void {
    for (const shelf of this.#shelves.values()) {
      shelf.changes.length = 0;
      shelf.forgotten = this.#version;
    }
  }

  #keep(resource: Resource, type: Change["type"], stored: Stored, before?: KubeObject): KubeObject {
    this.#version += 1;
    const metadata = { ...stored.object.metadata, resourceVersion: String(this.#version) };
    const object = { ...stored.object, metadata };
    const shelf = this.#shelf(resource);
    const place = key(metadata.namespace, metadata.name);
    if (type === "DELETED") shelf.objects.delete(place);
    else shelf.objects.set(place, { ...stored, object });
    const change = { ...stored, object, type, version: this.#version, ...(before && { before }) };
    shelf.changes.push(change);
    if (shelf.changes.length > remembered) shelf.forgotten = shelf.changes.shift()?.version ?? 0;
    for (const watcher of [...shelf.watchers]) watcher(change);
    return object;
  }

  #shelf(resource: Resource): Shelf {
    const name = qualified(resource);
    const known = this.#shelves.get(name);
    if (known !== undefined) return known;
    const shelf: Shelf = { objects: new Map(), changes: [], watchers: new Set(), forgotten: this.#version };
    this.#shelves.set(name, shelf);
    return shelf;
  }
}

function key(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
