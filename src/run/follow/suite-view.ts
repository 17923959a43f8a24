import type { V1Namespace } from "@kubernetes/client-node";
import { frameworkLabel, uuidLabel } from "../../suite/leavings.ts";
import type { LogEvent } from "../../suite/log.ts";
import type { RunEvent } from "../events.ts";
import type { Ownership } from "../ownership.ts";
import type { Expected } from "./expected.ts";
import type { PodFilter } from "./pod-filter.ts";
import { Progress, type SuiteNamespace } from "./progress.ts";

export interface ViewOptions {
  readonly namespace: string;
  /** When the run's pod was created, by the server's clock. */
  readonly created: Date;
  readonly ownership: Ownership;
  /** Learns who owns a namespace, and returns the rows that waited for that. */
  readonly pods: PodFilter;
  /** What is known in advance about how long it takes. */
  readonly expected: Expected;
}

/**
 * What is shown of the suite: its progress, and whose pods, from namespaces and the log. What may belong to another suite waits until its
 * owner is known. Holds state, does no I/O; `at` is milliseconds since the epoch.
 */
export class SuiteView {
  readonly #options: ViewOptions;
  readonly #progress: Progress;
  /** Namespaces of suites that may or may not belong to this run; those that `waits` are not shown. */
  readonly #unsure = new Map<string, { readonly namespace: V1Namespace; readonly waits: boolean }>();

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#progress = new Progress(options.expected);
  }

  /** When the suite's container started, by the server's clock, in milliseconds since the epoch. */
  set suiteSince(since: number | undefined) {
    this.#progress.suiteSince = since;
  }

  /** Since when the suite has been waiting for its nodes; undefined once specs have started. */
  get settingUpSince(): number | undefined {
    return this.#progress.settingUpSince;
  }

  /** Contact with the API server was lost at that time, or there is contact. */
  contact(lostSince: number | undefined, at: number): RunEvent[] {
    return this.#progress.contact(lostSince, at);
  }

  namespace(change: "ADDED" | "MODIFIED" | "DELETED", namespace: V1Namespace, at: number): RunEvent[] {
    const { ownership, created } = this.#options;
    const { metadata } = namespace;
    const name = metadata?.name ?? "";
    if (name === this.#options.namespace) return [];
    const made = metadata?.creationTimestamp;
    if (made !== undefined && made < wholeSecond(created)) {
      ownership.before(namespace);
      return this.#options.pods.settle(name, false);
    }
    this.#progress.seen(made?.getTime(), at);
    ownership.seen(namespace, at);
    const uuid = uuidOf(namespace);
    if (uuid === undefined) return this.#options.pods.settle(name, false);
    return [...this.#show(namespace, uuid, change === "DELETED", at), ...this.#review(at)];
  }

  log(event: LogEvent, at: number): RunEvent[] {
    const { ownership } = this.#options;
    if (event.kind === "suite-started") ownership.suiteStarted(event);
    if (event.kind === "run-uuid") ownership.announced(event.uuid);
    if (event.kind === "spec-finished") ownership.named(event.namespaces, at);
    return [...this.#review(at), ...this.#progress.log(event, at)];
  }

  /** Uuids that other runs have recorded as theirs. */
  notedByOthers(uuids: readonly string[], at: number): RunEvent[] {
    this.#options.ownership.notedByOthers(uuids);
    return this.#review(at);
  }

  /** The consequences of a suite's namespace, as far as its owner is known. */
  #show(namespace: V1Namespace, uuid: string, deleted: boolean, at: number): RunEvent[] {
    const { ownership } = this.#options;
    const name = namespace.metadata?.name ?? "";
    const shows = ownership.shows(uuid);
    // nothing more will be learned about one that is gone
    if (ownership.of(uuid) !== "unknown" || (deleted && shows === "wait")) this.#unsure.delete(name);
    else this.#unsure.set(name, { namespace, waits: shows === "wait" });
    if (shows === "wait") return [];
    const rows = this.#options.pods.settle(name, shows === "yes");
    if (shows === "no") return this.#progress.notOurs(uuid, at);
    const going = deleted || namespace.metadata?.deletionTimestamp !== undefined;
    return [
      ...rows,
      ...(going
        ? this.#progress.namespaceGone({ name, uuid }, at)
        : this.#progress.namespaceMade(suiteNamespace(name, uuid, namespace, at), at)),
    ];
  }

  /** Looks again at the undecided namespaces: newer evidence may have settled to whom they belong. */
  #review(at: number): RunEvent[] {
    const { ownership } = this.#options;
    return [...this.#unsure].flatMap(([name, { namespace, waits }]) => {
      const uuid = uuidOf(namespace) ?? "";
      if (ownership.shows(uuid) !== (waits ? "wait" : "yes")) return this.#show(namespace, uuid, false, at);
      if (ownership.of(uuid) === "ours") this.#unsure.delete(name);
      return [];
    });
  }
}

function uuidOf(namespace: V1Namespace): string | undefined {
  return namespace.metadata?.labels?.[uuidLabel];
}

function suiteNamespace(name: string, uuid: string, { metadata }: V1Namespace, at: number): SuiteNamespace {
  const framework = metadata?.labels?.[frameworkLabel] ?? name;
  return { name, uuid, framework, since: metadata?.creationTimestamp?.getTime() ?? at };
}

/** The server's times are whole seconds. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
