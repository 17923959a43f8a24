import type { V1Namespace } from "@kubernetes/client-node";
import type { Row } from "../../kube/table.ts";
import { frameworkLabel, uuidLabel } from "../../suite/leavings.ts";
import type { LogEvent } from "../../suite/log.ts";
import { hasFailed } from "../../suite/spec.ts";
import type { ProgressEvent, RunEvent, RunningSpec } from "../events.ts";
import { Ownership } from "../ownership.ts";
import { estimateLeft } from "./estimate.ts";
import { waitNotice } from "./node-wait.ts";
import { PodFilter, type WatchPods } from "./pod-filter.ts";

interface SuiteNamespace {
  readonly name: string;
  readonly uuid: string;
  readonly framework: string;
  readonly since: number;
}

/** What is known of a run so far, and the events that follow from each new thing seen. Holds state, does no I/O. */
export class Tracker {
  #total = 0;
  #processes = 1;
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  /** When the suite's container began by the server's clock, in milliseconds since the epoch: before its log was first read, on an attach. */
  suiteSince: number | undefined;
  /** By how many milliseconds this machine's clock is ahead of the server's, or less; undefined before a namespace has told. */
  #ahead: number | undefined;
  /** When the log said that the suite began, by this machine's clock. */
  #started: number | undefined;
  /** Since when nothing was heard of the API server. */
  #noContactSince: number | undefined;
  /** Whether the suite has found the cluster ready, so that specs begin. */
  #ready = false;
  #spent = { parallel: 0, serial: 0, parallelSpecs: 0, serialSpecs: 0 };
  /** Under way: by name in a serial run, by the process's uuid in a parallel one. */
  readonly #running = new Map<string, RunningSpec>();
  /** The suite's namespaces that are there now. */
  readonly #alive = new Map<string, SuiteNamespace>();
  /** Of each namespace of the suite ever seen, its process's uuid. */
  readonly #uuidOf = new Map<string, string>();
  /** The suite's namespaces of which it is not sure yet whose they are. */
  readonly #unsure = new Map<string, { readonly namespace: V1Namespace; readonly waits: boolean }>();
  readonly ownership: Ownership;
  readonly #pods: PodFilter;
  readonly #whole: boolean;

  /** `whole`: the run takes all of the conformance specs, so that the share of `[Serial]` ones is known. */
  constructor(options: {
    readonly namespace: string;
    readonly watchPods: WatchPods;
    readonly whole: boolean;
  }) {
    this.ownership = new Ownership(options.namespace);
    this.#pods = new PodFilter(options.watchPods, options.namespace);
    this.#whole = options.whole;
  }

  /** The uuids that are surely of this run's Ginkgo processes. */
  get uuids(): string[] {
    return this.ownership.uuids;
  }

  get processes(): number {
    return this.#processes;
  }

  /** Since when the suite has been looking for its nodes, which a parallel run's log does not tell; undefined once specs began. */
  get settingUpSince(): number | undefined {
    return this.#ready || this.#passed + this.#failed > 0 ? undefined : this.#started;
  }

  /** A row of the pod table, or the rows that stood there at the beginning. */
  row(change: "ADDED" | "MODIFIED" | "DELETED", row: Row, at: number): RunEvent[] {
    return this.#pods.row({
      kind: "pod",
      at,
      change,
      namespace: row.namespace,
      name: row.name,
      columns: row.columns,
      cells: row.cells,
    });
  }

  /** A namespace that stood there before the run's pod was made. */
  namespaceBefore(namespace: V1Namespace): void {
    this.ownership.before(namespace);
    this.#pods.settle(namespace.metadata?.name ?? "", "no");
  }

  namespace(change: "ADDED" | "MODIFIED" | "DELETED", namespace: V1Namespace, at: number): RunEvent[] {
    const name = namespace.metadata?.name ?? "";
    const uuid = namespace.metadata?.labels?.[uuidLabel];
    const made = namespace.metadata?.creationTimestamp?.getTime();
    if (made !== undefined) this.#ahead = Math.min(this.#ahead ?? at - made, at - made);
    this.ownership.seen(namespace, at);
    if (uuid === undefined) return this.#pods.settle(name, "no");
    this.#uuidOf.set(name, uuid);
    const gone = change === "DELETED" || namespace.metadata?.deletionTimestamp !== undefined;
    return [...this.#show(namespace, uuid, gone, at), ...this.#review(at)];
  }

  /** What follows from a namespace of the suite, as far as it is known whose it is. */
  #show(namespace: V1Namespace, uuid: string, gone: boolean, at: number): RunEvent[] {
    const name = namespace.metadata?.name ?? "";
    const shown = this.ownership.shows(uuid);
    if (this.ownership.of(uuid) === "unknown") this.#unsure.set(name, { namespace, waits: shown === "wait" });
    else this.#unsure.delete(name);
    const rows = this.#pods.settle(name, shown);
    if (shown === "wait") return rows;
    if (shown === "no") {
      this.#forget(uuid);
      return this.#running.delete(uuid) ? [this.progress(at)] : [];
    }
    if (gone) {
      this.#alive.delete(name);
      // the framework removes all of a spec's namespaces at its end, one after the other: those left are no next spec
      if (this.#running.get(uuid)?.namespace === name) this.#forget(uuid);
      return [...rows, ...this.#settleProcess(uuid, at)];
    }
    if (this.#alive.has(name)) return rows;
    const since = namespace.metadata?.creationTimestamp?.getTime() ?? at;
    this.#alive.set(name, {
      name,
      uuid,
      framework: namespace.metadata?.labels?.[frameworkLabel] ?? name,
      since,
    });
    return [...rows, ...this.#settleProcess(uuid, at)];
  }

  /** Looks again at the namespaces that were not sure: what has been learnt since may have settled whose they are. */
  #review(at: number): RunEvent[] {
    return [...this.#unsure].flatMap(([name, { namespace, waits }]) => {
      const uuid = this.#uuidOf.get(name) ?? "";
      const shown = this.ownership.shows(uuid);
      if (shown === (waits ? "wait" : "yes")) {
        if (this.ownership.of(uuid) === "ours") this.#unsure.delete(name);
        return [];
      }
      return this.#show(namespace, uuid, namespace.metadata?.deletionTimestamp !== undefined, at);
    });
  }

  log(event: LogEvent, at: number): RunEvent[] {
    switch (event.kind) {
      case "suite-started":
        this.#total = event.total;
        this.#processes = event.processes;
        this.#started ??= at;
        this.ownership.suiteStarted(event);
        return [
          { kind: "suite-started", at, total: event.total, of: event.of, processes: event.processes },
          this.progress(at),
          ...this.#review(at),
        ];
      case "run-uuid":
        this.ownership.announced(event.uuid);
        return this.#review(at);
      case "spec-started":
        this.#running.clear();
        this.#running.set(event.name, { name: event.name, since: at });
        return [{ kind: "spec-started", at, name: event.name }, this.progress(at)];
      case "spec-finished":
        return this.#specFinished(event, at);
      case "suite-finished":
        this.#running.clear();
        return [
          {
            kind: "suite-finished",
            at,
            passed: event.passed,
            failed: event.failed,
            skipped: event.skipped,
            seconds: event.seconds,
          },
        ];
      case "setup-finished":
        this.#ready = true;
        return [];
      case "waiting-for-nodes":
        return event.nodes.length === 0 ? [] : [waitNotice(event.nodes, event.taints, event.limit, at)];
      case "suite-node-failed":
        return [
          {
            kind: "notice",
            at,
            level: "warning",
            text: `${event.node.name} ${event.node.state}: ${event.node.message ?? "no reason given"}`,
          },
        ];
      default:
        return [];
    }
  }

  /** The API server was lost at that time, or is there. */
  contact(lostSince: number | undefined, at: number): RunEvent[] {
    if ((lostSince === undefined) === (this.#noContactSince === undefined)) return [];
    this.#noContactSince = lostSince;
    return this.#started === undefined ? [] : [this.progress(at)];
  }

  progress(at: number): ProgressEvent {
    const done = this.#passed + this.#failed + this.#skipped;
    const noContactSince = this.#noContactSince;
    const left =
      noContactSince === undefined
        ? estimateLeft({
            total: this.#total,
            whole: this.#whole,
            processes: this.#processes,
            elapsed: this.#elapsed(at),
            ...this.#spent,
          })
        : undefined;
    return {
      kind: "progress",
      at,
      total: this.#total,
      passed: this.#passed,
      failed: this.#failed,
      remaining: Math.max(0, this.#total - done),
      running: [...this.#running.values()].sort((a, b) => a.since - b.since),
      ...(left === undefined ? {} : { left }),
      ...(noContactSince === undefined ? {} : { noContactSince }),
    };
  }

  /** Milliseconds that the suite has taken. Its container's start is the server's time, and its clock may differ by hours. */
  #elapsed(at: number): number {
    const started = this.#started ?? at;
    const told = this.#spent.parallel / this.#processes + this.#spent.serial;
    // what is seen of a namespace comes after its making: the least delay is what the clocks differ
    if (this.suiteSince === undefined || this.#ahead === undefined) return Math.max(at - started, told);
    return Math.max(0, at - Math.min(started, this.suiteSince + this.#ahead));
  }

  #specFinished(event: Extract<LogEvent, { kind: "spec-finished" }>, at: number): RunEvent[] {
    const { spec } = event;
    if (hasFailed(spec.state)) this.#failed += 1;
    else if (spec.state === "passed") this.#passed += 1;
    else this.#skipped += 1;
    const kind = spec.name.includes("[Serial]") ? "serial" : "parallel";
    this.#spent[kind] += spec.seconds * 1000;
    this.#spent[`${kind}Specs`] += 1;
    this.#running.delete(spec.name);
    const { namespaces } = event;
    const uuids = new Set<string>();
    this.ownership.named(namespaces, at);
    const settled = this.#review(at);
    for (const name of namespaces) {
      const uuid = this.#uuidOf.get(name);
      if (uuid !== undefined && this.ownership.of(uuid) !== "foreign") uuids.add(uuid);
      this.#alive.delete(name);
    }
    const started = [...uuids].flatMap((uuid) => this.#settleProcess(uuid, at));
    const made = namespaces.length === 0 ? {} : { namespaces };
    // a process begins its next spec after it has ended the last
    return [
      { kind: "spec-finished", at, spec, ...made },
      ...settled.filter((each) => each.kind === "pod"),
      ...started.filter((each) => each.kind === "spec-started"),
      this.progress(at),
    ];
  }

  #forget(uuid: string): void {
    for (const [name, namespace] of this.#alive) if (namespace.uuid === uuid) this.#alive.delete(name);
  }

  /** In a parallel run a process has one spec at a time, known by the oldest of its namespaces. */
  #settleProcess(uuid: string, at: number): RunEvent[] {
    if (this.#processes === 1) return [];
    const oldest = [...this.#alive.values()]
      .filter((entry) => entry.uuid === uuid)
      .sort((a, b) => a.since - b.since)[0];
    const before = this.#running.get(uuid);
    if (oldest === undefined) {
      this.#running.delete(uuid);
      return before === undefined ? [] : [this.progress(at)];
    }
    if (before?.namespace === oldest.name) return [];
    this.#running.set(uuid, { name: oldest.framework, namespace: oldest.name, since: oldest.since });
    return [{ kind: "spec-started", at, name: oldest.framework, namespace: oldest.name }, this.progress(at)];
  }
}
