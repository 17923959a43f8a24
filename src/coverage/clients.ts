import type { Definition } from "./definition/definition.ts";

/** Who sent a request, as far as it matters to what is counted. */
export interface Client {
  readonly kind: "test" | "scheduler" | "other";
  /** The test's name, from the user agent; empty for requests between tests, and for clients that are not the suite. */
  readonly test: string;
}

/** The number of those that do not matter. */
export const anyone = 0;
const mostClients = 10_000;
/** More than there are clients, and so few that a client and an operation fit into one small number. */
export const clientKeys = 2 ** 14;

/** The clients of a log by their user agents, numbered in the order in which they are seen. */
export class Clients {
  /** The versions of the suite's user agents: `v1.35.4`. */
  readonly suiteVersions = new Set<string>();
  readonly #definition: Definition;
  readonly #userAgent: RegExp | undefined;
  readonly #all: Client[] = [{ kind: "other", test: "" }];
  readonly #byAgent = new Map<string, number>();

  /** @param userAgent the clients whose requests are tests; those of `e2e.test` by default */
  constructor(definition: Definition, userAgent: RegExp | undefined) {
    this.#definition = definition;
    this.#userAgent = userAgent;
  }

  /** The clients so far, by their numbers. */
  get all(): readonly Client[] {
    return this.#all;
  }

  /** The number of the client with a user agent. */
  numberOf(agent: string | undefined): number {
    if (agent === undefined) return anyone;
    const known = this.#byAgent.get(agent);
    if (known !== undefined) return known;
    const client = this.#read(agent);
    // nobody has so many tests
    if (client.kind === "other" || this.#all.length > mostClients) return anyone;
    const number = this.add(client);
    this.#byAgent.set(agent, number);
    return number;
  }

  /** The number of a client, which it gets if it is new. */
  add(client: Client): number {
    const same = this.#all.findIndex(({ kind, test }) => kind === client.kind && test === client.test);
    if (same >= 0) return same;
    return this.#all.length > mostClients ? anyone : this.#all.push(client) - 1;
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
}
