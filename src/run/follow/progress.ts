import type { LogEvent } from "../../suite/log.ts";
import { isSerial } from "../../suite/names.ts";
import { hasFailed } from "../../suite/spec.ts";
import type { ProgressEvent, RunEvent, RunningSpec } from "../events.ts";
import { type Ended, estimateLeft } from "./estimate.ts";
import type { Expected } from "./expected.ts";

/** A namespace of this run's suite, as the framework labels it. */
export interface SuiteNamespace {
  readonly name: string;
  /** The uuid of the Ginkgo process that created it. */
  readonly uuid: string;
  /** The framework's base name for it: `services`. */
  readonly framework: string;
  /** When it was created, by the server's clock, in milliseconds since the epoch. */
  readonly since: number;
}

const none: Ended = { specs: 0, took: 0, recorded: 0 };

/** How far the suite is, and which specs are running. Holds state, does no I/O; times in milliseconds since the epoch. */
export class Progress {
  #total = 0;
  #processes = 1;
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  /** When the suite's container started, by the server's clock: with `attach`, before its log was first read. */
  suiteSince: number | undefined;
  /** By how much this machine's clock is ahead of the server's, at most; undefined before a namespace has shown it. */
  #ahead: number | undefined;
  /** When the log said that the suite started, by this machine's clock. */
  #started: number | undefined;
  #noContactSince: number | undefined;
  /** Whether the suite has found the cluster ready, so that the specs start. */
  #ready = false;
  readonly #ended: { parallel: Ended; serial: Ended } = { parallel: none, serial: none };
  /** When a spec ended last. */
  #lastEnd: number | undefined;
  /** By name in a serial run, by the process's uuid in a parallel one. */
  readonly #running = new Map<string, RunningSpec>();
  /** The suite's namespaces that exist now. */
  readonly #alive = new Map<string, SuiteNamespace>();
  /** The process of each namespace of the suite seen so far. */
  readonly #uuidOf = new Map<string, string>();
  readonly #expected: Expected;

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** Since when the suite has been waiting for its nodes, which a parallel run's log does not say; undefined once specs have started. */
  get settingUpSince(): number | undefined {
    return this.#ready || this.#passed + this.#failed > 0 ? undefined : this.#started;
  }

  /** A namespace was created at `made` by the server's clock and seen at `at` by this machine's. */
  seen(made: number | undefined, at: number): void {
    if (made !== undefined) this.#ahead = Math.min(this.#ahead ?? at - made, at - made);
  }

  /** A namespace of this run's suite exists. */
  namespaceMade(namespace: SuiteNamespace, at: number): RunEvent[] {
    this.#uuidOf.set(namespace.name, namespace.uuid);
    if (this.#alive.has(namespace.name)) return [];
    this.#alive.set(namespace.name, namespace);
    return this.#settleProcess(namespace.uuid, at);
  }

  /** A namespace of this run's suite is being deleted, or is gone. */
  namespaceGone({ name, uuid }: Pick<SuiteNamespace, "name" | "uuid">, at: number): RunEvent[] {
    this.#uuidOf.set(name, uuid);
    this.#alive.delete(name);
    // the framework removes all of a spec's namespaces at its end, one after the other: the remaining ones do not belong to a next spec
    if (this.#running.get(uuid)?.namespace === name) this.#forget(uuid);
    return this.#settleProcess(uuid, at);
  }

  /** What was assumed to be a process of this run's suite belongs to another suite. */
  notOurs(uuid: string, at: number): RunEvent[] {
    this.#forget(uuid);
    return this.#running.delete(uuid) ? [this.progress(at)] : [];
  }

  log(event: LogEvent, at: number): RunEvent[] {
    switch (event.kind) {
      case "suite-started":
        this.#total = event.total;
        this.#processes = event.processes;
        this.#started ??= at;
        return [
          { kind: "suite-started", at, total: event.total, of: event.of, processes: event.processes },
          this.progress(at),
        ];
      case "spec-started":
        this.#running.clear();
        this.#running.set(event.name, { name: event.name, since: at });
        return [{ kind: "spec-started", at, name: event.name }, this.progress(at)];
      case "spec-finished":
        return this.#specFinished(event, at);
      case "suite-finished": {
        const { passed, failed, skipped, seconds } = event;
        this.#running.clear();
        return [{ kind: "suite-finished", at, passed, failed, skipped, seconds }];
      }
      case "setup-finished":
        this.#ready = true;
        return [];
      default:
        return [];
    }
  }

  /** Contact with the API server was lost at that time, or there is contact. */
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
            processes: this.#processes,
            elapsed: this.#elapsed(at),
            sinceLast: this.#lastEnd === undefined ? 0 : Math.max(0, at - this.#lastEnd),
            work: this.#expected.work,
            ...this.#ended,
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
      ...(this.#started === undefined ? {} : { elapsed: this.#elapsed(at) }),
      ...(left === undefined ? {} : { left }),
      ...(noContactSince === undefined ? {} : { noContactSince }),
    };
  }

  /** Milliseconds that the suite has taken. Its container's start is in the server's time, and its clock may differ by hours. */
  #elapsed(at: number): number {
    const started = this.#started ?? at;
    const { parallel, serial } = this.#ended;
    const spent = parallel.took / this.#processes + serial.took;
    // a namespace is seen after its creation: the smallest delay is the difference of the clocks
    if (this.suiteSince === undefined || this.#ahead === undefined) return Math.max(at - started, spent);
    return Math.max(0, at - Math.min(started, this.suiteSince + this.#ahead));
  }

  #specFinished(event: Extract<LogEvent, { kind: "spec-finished" }>, at: number): RunEvent[] {
    const { spec, namespaces } = event;
    if (hasFailed(spec.state)) this.#failed += 1;
    else if (spec.state === "passed") this.#passed += 1;
    else this.#skipped += 1;
    const kind = isSerial(spec.name) ? "serial" : "parallel";
    const { specs, took, recorded } = this.#ended[kind];
    this.#ended[kind] = {
      specs: specs + 1,
      took: took + spec.seconds * 1000,
      recorded: recorded + this.#expected.of(spec.name),
    };
    this.#lastEnd = at;
    this.#running.delete(spec.name);
    const processes = new Set(namespaces.flatMap((name) => this.#uuidOf.get(name) ?? []));
    for (const name of namespaces) this.#alive.delete(name);
    const started = [...processes].flatMap((uuid) => this.#settleProcess(uuid, at));
    const made = namespaces.length === 0 ? {} : { namespaces };
    // a process starts its next spec after its last one has ended
    return [
      { kind: "spec-finished", at, spec, ...made },
      ...started.filter((each) => each.kind === "spec-started"),
      this.progress(at),
    ];
  }

  #forget(uuid: string): void {
    for (const [name, namespace] of this.#alive) if (namespace.uuid === uuid) this.#alive.delete(name);
  }

  /** In a parallel run a process has one spec at a time, identified by the oldest of its namespaces. */
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
