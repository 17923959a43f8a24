import { pathOf } from "./definition/apisnoop.ts";
import type { Definition, Mapping } from "./definition/definition.ts";
import { detached, unescaped } from "./log/event-scanner.ts";
import { IdSet } from "./log/id-set.ts";
import type { Operation } from "./spec/operation.ts";

/** Requests of one client that hit one operation. */
export interface Hit {
  /** The operation's index. */
  readonly operation: number;
  /** The test's name, from the user agent; empty for requests between tests, and for clients that are not the suite. */
  readonly test: string;
  /** Whether the client's requests count as tests: it is the suite, or whatever else was asked for. */
  readonly isTest: boolean;
  /** Whether it is the scheduler's, credited to a test. */
  readonly isCredited: boolean;
  readonly requests: number;
}

/** Requests that belong to no operation. */
export interface Unresolved {
  readonly verb: string;
  /** With the namespace's name as `{namespace}`. */
  readonly path: string;
  readonly requests: number;
}

/** What is counted. */
export interface Question {
  readonly definition: Definition;
  readonly operations: readonly Operation[];
  /** The clients whose requests are tests, by their user agents; those of `e2e.test` by default. */
  readonly userAgent?: RegExp | undefined;
}

interface Client {
  readonly kind: "test" | "scheduler" | "other";
  readonly test: string;
}

/** The test to which APISnoop credits the scheduler's bindings of its pods (`update_pod_binding_events`). */
export const creditedTest = "[sig-node] Pods should delete a collection of pods [Conformance]";
export const creditedOperation = "createCoreV1NamespacedPodBinding";
const creditedPath = /^\/api\/v1\/namespaces\/pods-.*\/pods\/test-pod-.*\/binding$/;

const mostUnresolved = 1000;
const mostKnown = 50_000;
const mostClients = 10_000;
/** More than there are clients, and so few that the keys are small numbers. */
const keys = 2 ** 14;

/** Counts the requests of an audit log by operation and client; an auditID counts once. */
export class Tally {
  duplicates = 0;
  /** Requests that belong to no operation, and would count if they did. */
  unresolvedRequests = 0;
  /** The versions of the suite's user agents: `v1.35.4`. */
  readonly suiteVersions = new Set<string>();
  readonly #definition: Definition;
  readonly #mapping: Mapping;
  readonly #operations: readonly Operation[];
  readonly #userAgent: RegExp | undefined;
  readonly #ids = new IdSet();
  readonly #clients: Client[] = [{ kind: "other", test: "" }];
  readonly #clientsByAgent = new Map<string, number>();
  /** By operation and client. */
  readonly #hits = new Map<number, number>();
  readonly #credited = new Map<number, number>();
  /** By verb and URI: with escapes, and without. */
  readonly #knownRaw = new Map<string, Map<string, number>>();
  readonly #known = new Map<string, Map<string, number>>();
  readonly #unresolved = new Map<string, number>();

  constructor({ definition, operations, userAgent }: Question) {
    this.#definition = definition;
    this.#operations = operations;
    this.#mapping = definition.map(operations);
    this.#userAgent = userAgent;
  }

  /** A number for the client with a user agent, to be given with its requests; 0 for those that do not matter. */
  clientOf(agent: string | undefined): number {
    if (agent === undefined) return 0;
    const known = this.#clientsByAgent.get(agent);
    if (known !== undefined) return known;
    const client = this.#read(agent);
    // nobody has so many tests
    if (client.kind === "other" || this.#clients.length > mostClients) return 0;
    const same = this.#clients.findIndex(({ kind, test }) => kind === client.kind && test === client.test);
    const number = same >= 0 ? same : this.#clients.push(client) - 1;
    this.#clientsByAgent.set(agent, number);
    return number;
  }

  #read(agent: string): Client {
    const isTest = this.#userAgent?.test(agent) ?? agent.startsWith("e2e.test");
    if (isTest) {
      const version = /^e2e\.test\/(v[1-9]\d*\.\d+\.\d+)/.exec(agent)?.[1];
      if (version !== undefined && this.suiteVersions.size < 10) this.suiteVersions.add(version);
      const dashes = agent.indexOf(" -- ");
      return { kind: "test", test: dashes < 0 ? "" : agent.slice(dashes + 4).trim() };
    }
    const isScheduler =
      this.#definition.creditsScheduler &&
      this.#userAgent === undefined &&
      agent.startsWith("kube-scheduler");
    return { kind: isScheduler ? "scheduler" : "other", test: "" };
  }

  /** Counts a request. `isRaw`: its URI is as in the log, with the escapes of JSON and each character a byte. */
  take(auditId: string, verb: string, uri: string, client: number, isRaw: boolean): void {
    const isNew = this.#ids.add(auditId);
    if (!isNew) this.duplicates++;
    if (client === 0 && !this.#definition.countsEveryClient) return;
    const { kind } = this.#clients[client] ?? { kind: "other" };
    if (kind === "scheduler") {
      if (verb !== "create" || !creditedPath.test(pathOf(isRaw ? unescaped(uri) : uri))) return;
      this.#count(verb, uri, client, isRaw, this.#credited, isNew);
    } else this.#count(verb, uri, client, isRaw, this.#hits, isNew);
  }

  #count(
    verb: string,
    uri: string,
    client: number,
    isRaw: boolean,
    hits: Map<number, number>,
    isNew: boolean,
  ): void {
    const index = this.#indexOf(verb, uri, isRaw ? this.#knownRaw : this.#known, isRaw);
    if (index < 0) {
      if (isNew) this.#leave(verb, isRaw ? unescaped(uri) : uri);
      return;
    }
    const key = index * keys + client;
    const before = hits.get(key) ?? 0;
    // a client may send an auditID again with another request
    if (isNew || before === 0) hits.set(key, before + 1);
  }

  #indexOf(verb: string, uri: string, all: Map<string, Map<string, number>>, isRaw: boolean): number {
    let known = all.get(verb);
    const index = known?.get(uri);
    if (index !== undefined) return index;
    if (known === undefined || known.size > mostKnown) {
      known = new Map();
      if (all.size > 50) all.clear();
      all.set(detached(verb), known);
    }
    const found = this.#mapping.indexOf(verb, isRaw ? unescaped(uri) : uri);
    known.set(detached(uri), found);
    return found;
  }

  #leave(verb: string, uri: string): void {
    this.unresolvedRequests++;
    const path = pathOf(uri)
      .replace(/\/namespaces\/[^/]+/, "/namespaces/{namespace}")
      .slice(0, 300);
    const key = `${verb} ${path}`;
    const count = this.#unresolved.get(key);
    if (count !== undefined || this.#unresolved.size < mostUnresolved)
      this.#unresolved.set(key, (count ?? 0) + 1);
  }

  /** What was counted so far. */
  hits(): readonly Hit[] {
    return [...this.#hitsOf(this.#hits, false), ...this.#hitsOf(this.#credited, true)];
  }

  *#hitsOf(hits: ReadonlyMap<number, number>, isCredited: boolean): Generator<Hit> {
    for (const [key, requests] of hits) {
      const operation = Math.floor(key / keys);
      const client = this.#clients[key % keys];
      if (isCredited) {
        if (this.#operations[operation]?.id === creditedOperation)
          yield { operation, test: creditedTest, isTest: true, isCredited, requests };
      } else
        yield { operation, test: client?.test ?? "", isTest: client?.kind === "test", isCredited, requests };
    }
  }

  /** At most a thousand verbs and paths, those with the most requests first. */
  unresolved(): readonly Unresolved[] {
    return [...this.#unresolved]
      .map(([key, requests]) => {
        const space = key.indexOf(" ");
        return { verb: key.slice(0, space), path: key.slice(space + 1), requests };
      })
      .sort((a, b) => b.requests - a.requests || (a.path < b.path ? -1 : 1));
  }
}
