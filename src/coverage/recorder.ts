import { anyone, type Client, Clients, clientKeys } from "./clients.ts";
import { pathOf } from "./definition/apisnoop.ts";
import type { Definition, Mapping } from "./definition/definition.ts";
import { detached, unescaped } from "./log/event-scanner.ts";
import { hashInto } from "./log/id-set.ts";
import type { Operation } from "./spec/operation.ts";

/** What is counted. */
export interface Question {
  readonly definition: Definition;
  readonly operations: readonly Operation[];
  /** The clients whose requests are tests, by their user agents; those of `e2e.test` by default. */
  readonly userAgent?: RegExp | undefined;
  /** Requests that ended before do not count: the beginning of a time as the API server writes it, `2026-11-28T13:08:52.483`. */
  readonly since?: string | undefined;
}

/** The requests of a part of a log, in its order, in a form that is small and can go from one thread to another. */
export interface Recorded {
  /** A hash of each request's auditID, in two words. */
  readonly ids: Uint32Array;
  /** What each request counts for: `operation * clientKeys + client`, `nothing`, or the place of its path in `unresolved`, by `unresolvedCell`. */
  readonly cells: Int32Array;
  /** The clients and the unresolved requests that the same recorder did not give before. */
  readonly clients: readonly Client[];
  readonly unresolved: readonly string[];
  readonly suiteVersions: readonly string[];
}

export const nothing = -1;
/** The cell of the unresolved request at a place of the recorder's list; the reverse of itself. */
export const unresolvedCell = (place: number) => -2 - place;

export const creditedPath = /^\/api\/v1\/namespaces\/pods-.*\/pods\/test-pod-.*\/binding$/;
export const mostUnresolved = 1000;
const mostKnown = 50_000;

/** Finds what each request of a log counts for, apart from whether its auditID came before. */
export class Recorder {
  readonly since: string | undefined;
  readonly #countsEveryClient: boolean;
  readonly #mapping: Mapping;
  readonly #clients: Clients;
  /** What is not a client's: an operation or an unresolved path, by verb and URI: with escapes, and without. */
  readonly #knownRaw = new Map<string, Map<string, number>>();
  readonly #known = new Map<string, Map<string, number>>();
  readonly #unresolved = new Map<string, number>();
  #ids = new Uint32Array(2048);
  #cells = new Int32Array(1024);
  #count = 0;
  #givenClients = 1;
  #givenUnresolved = 0;

  constructor({ definition, operations, userAgent, since }: Question) {
    this.since = since;
    this.#countsEveryClient = definition.countsEveryClient;
    this.#mapping = definition.map(operations);
    this.#clients = new Clients(definition, userAgent);
  }

  /** A number for the client with a user agent, to be given with its requests. */
  clientOf(agent: string | undefined): number {
    return this.#clients.numberOf(agent);
  }

  /** Takes a request. `isRaw`: its URI is as in the log, with the escapes of JSON and each character a byte. */
  take(auditId: string, verb: string, uri: string, client: number, isRaw: boolean): void {
    if (this.#count === this.#cells.length) this.#grow();
    hashInto(this.#ids, this.#count * 2, auditId);
    this.#cells[this.#count] = this.#cellOf(verb, uri, client, isRaw);
    this.#count++;
  }

  /** What was taken since the last time. */
  drain(): Recorded {
    const count = this.#count;
    this.#count = 0;
    const clients = this.#clients.all.slice(this.#givenClients);
    const unresolved = [...this.#unresolved.keys()].slice(this.#givenUnresolved);
    this.#givenClients += clients.length;
    this.#givenUnresolved += unresolved.length;
    return {
      ids: this.#ids.slice(0, count * 2),
      cells: this.#cells.slice(0, count),
      clients,
      unresolved,
      suiteVersions: [...this.#clients.suiteVersions],
    };
  }

  #grow(): void {
    const [ids, cells] = [this.#ids, this.#cells];
    this.#ids = new Uint32Array(ids.length * 2);
    this.#ids.set(ids);
    this.#cells = new Int32Array(cells.length * 2);
    this.#cells.set(cells);
  }

  #cellOf(verb: string, uri: string, client: number, isRaw: boolean): number {
    if (client === anyone) {
      if (!this.#countsEveryClient) return nothing;
    } else if (this.#clients.all[client]?.kind === "scheduler") {
      if (verb !== "create" || !creditedPath.test(pathOf(isRaw ? unescaped(uri) : uri))) return nothing;
    }
    const target = this.#targetOf(verb, uri, isRaw);
    return target < 0 ? target : target * clientKeys + client;
  }

  #targetOf(verb: string, uri: string, isRaw: boolean): number {
    const all = isRaw ? this.#knownRaw : this.#known;
    let known = all.get(verb);
    const target = known?.get(uri);
    if (target !== undefined) return target;
    if (known === undefined || known.size > mostKnown) {
      known = new Map();
      if (all.size > 50) all.clear();
      all.set(detached(verb), known);
    }
    const text = isRaw ? unescaped(uri) : uri;
    const index = this.#mapping.indexOf(verb, text);
    const found = index < 0 ? this.#leave(verb, text) : index;
    known.set(detached(uri), found);
    return found;
  }

  #leave(verb: string, uri: string): number {
    const path = pathOf(uri)
      .replace(/\/namespaces\/[^/]+/, "/namespaces/{namespace}")
      .slice(0, 300);
    const key = `${verb} ${path}`;
    const place = this.#unresolved.get(key);
    if (place !== undefined) return unresolvedCell(place);
    if (this.#unresolved.size >= mostUnresolved) return nothing;
    this.#unresolved.set(detached(key), this.#unresolved.size);
    return unresolvedCell(this.#unresolved.size - 1);
  }
}
