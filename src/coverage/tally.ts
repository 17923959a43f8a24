import { anyone, type Client, Clients, clientKeys } from "./clients.ts";
import { IdSet } from "./log/id-set.ts";
import { mostUnresolved, nothing, type Question, type Recorded, unresolvedCell } from "./recorder.ts";

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

/** The test to which APISnoop credits the scheduler's bindings of its pods (`update_pod_binding_events`). */
export const creditedTest = "[sig-node] Pods should delete a collection of pods [Conformance]";
export const creditedOperation = "createCoreV1NamespacedPodBinding";

/** Counts the requests of audit logs by operation and client; an auditID counts once, whichever log it is in. */
export class Tally {
  duplicates = 0;
  /** The versions of the suite's user agents: `v1.35.4`. */
  readonly suiteVersions = new Set<string>();
  readonly question: Question;
  readonly #ids = new IdSet();
  readonly #clients: Clients;
  /** By operation and client. */
  readonly #hits = new Map<number, number>();
  readonly #unresolved = new Map<string, number>();

  constructor(question: Question) {
    this.question = question;
    this.#clients = new Clients(question.definition, question.userAgent);
  }

  /** A way to count what one recorder gives, in the order in which it gives it. */
  source(): (recorded: Recorded) => void {
    const clients: number[] = [anyone];
    const unresolved: string[] = [];
    return (recorded) => {
      for (const client of recorded.clients) clients.push(this.#clients.add(client));
      for (const key of recorded.unresolved) unresolved.push(key);
      for (const version of recorded.suiteVersions) this.suiteVersions.add(version);
      this.#count(recorded, clients, unresolved);
    };
  }

  #count({ ids, cells }: Recorded, clients: readonly number[], unresolved: readonly string[]): void {
    for (let index = 0; index < cells.length; index++) {
      const isNew = this.#ids.addHash(ids[index * 2] ?? 0, ids[index * 2 + 1] ?? 0);
      if (!isNew) this.duplicates++;
      const cell = cells[index] ?? nothing;
      if (cell === nothing) continue;
      if (cell < 0) {
        if (isNew) this.#leave(unresolved[unresolvedCell(cell)] ?? "");
        continue;
      }
      const client = cell % clientKeys;
      const key = cell - client + (clients[client] ?? anyone);
      const before = this.#hits.get(key) ?? 0;
      // a client may send an auditID again with another request
      if (isNew || before === 0) this.#hits.set(key, before + 1);
    }
  }

  #leave(key: string): void {
    const count = this.#unresolved.get(key);
    if (count !== undefined || this.#unresolved.size < mostUnresolved)
      this.#unresolved.set(key, (count ?? 0) + 1);
  }

  /** What was counted so far. */
  hits(): readonly Hit[] {
    return [...this.#hits].flatMap(([key, requests]) => {
      const operation = Math.floor(key / clientKeys);
      const client: Client | undefined = this.#clients.all[key % clientKeys];
      if (client?.kind !== "scheduler") {
        const isTest = client?.kind === "test";
        return { operation, test: client?.test ?? "", isTest, isCredited: false, requests };
      }
      if (this.question.operations[operation]?.id !== creditedOperation) return [];
      return { operation, test: creditedTest, isTest: true, isCredited: true, requests };
    });
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
