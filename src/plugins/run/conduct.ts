import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { Inbox } from "../../async/inbox.ts";
import { Slots } from "../../async/slots.ts";
import { firstLine, RunError, UserError } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { objectCodec } from "../../kube/objects.ts";
import { type Change, eachItem, watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import type { Endings, Said as Word } from "../../run/endings.ts";
import { runLabel } from "../../run/identity.ts";
import { readinessTrouble } from "../pods/nodes.ts";
import { collectorLog, type Said } from "./collector-log.ts";
import { createPod } from "./create.ts";
import type { PluginEvent } from "./events.ts";
import { type Collector, hasDone } from "./in-pod.ts";
import { fetchOutcome, type Outcome, refuse } from "./outcome.ts";
import { collectorRuns } from "./pod-fault.ts";
import type { Seen, UnitEnd } from "./tracker.ts";
import type { Taken, UnitRun } from "./unit.ts";

/** A place of a plugin: a pod to create, one that is to be there, or a reason why there is none. */
export interface Place {
  readonly unit: UnitRun;
  readonly order: number;
  readonly refused: string | undefined;
  /** Undefined if somebody else has created it. */
  readonly pod: V1Pod | undefined;
}

export interface ConductOptions {
  readonly id: string;
  readonly namespace: string;
  readonly dir: string;
  readonly places: readonly Place[];
  /** Milliseconds that each plugin may take, and within which its pod must start. */
  readonly timeout: number;
  readonly startupTimeout: number;
  /** Leaves the run as soon as all its pods are created. */
  readonly detach: boolean;
  readonly endings: Endings;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
}

type Message =
  | { readonly from: "pods"; readonly change: Change<V1Pod> }
  | { readonly from: "collector"; readonly unit: UnitRun; readonly said: Said }
  | { readonly from: "unit"; readonly unit: UnitRun; readonly seen: Seen }
  | { readonly from: "outcome"; readonly unit: UnitRun; readonly outcome: Outcome }
  | { readonly from: "stopped"; readonly unit: UnitRun; readonly end: UnitEnd }
  | { readonly from: "created"; readonly unit: UnitRun }
  | { readonly from: "refused"; readonly unit: UnitRun; readonly why: string }
  | { readonly from: "ending"; readonly word: Word }
  | { readonly from: "trouble"; readonly text: string }
  | { readonly from: "lost"; readonly error: unknown }
  | { readonly from: "nodes"; readonly nodes: readonly V1Node[] }
  | { readonly from: "clock" };

// milliseconds
const tick = 1000;
const nodeTicks = 10;
// pods that are created at the same time, and whose results are
const creating = 10;
const fetching = 4;
// of one pod: the last of them is shown
const mostEvents = 100;

/** How it ended. */
export type Conducted = "done" | "stopped" | "aborted" | "left";

/**
 * Creates the pods of a run's plugins, one order after another, follows them, and fetches what each leaves as soon as it is over.
 * @throws what keeps the pods from being seen
 */
export async function* conduct(
  cluster: Cluster,
  options: ConductOptions,
): AsyncGenerator<PluginEvent, Conducted> {
  const conductor = new Conductor(cluster, options);
  try {
    return yield* conductor.run();
  } finally {
    conductor.close();
  }
}

class Conductor {
  readonly #cluster: Cluster;
  readonly #options: ConductOptions;
  readonly #inbox = new Inbox<Message>();
  readonly #over = new AbortController();
  readonly #creating = new Slots(creating);
  readonly #fetching = new Slots(fetching);
  readonly #places = new Map<string, Place>();
  readonly #listening = new Set<UnitRun>();
  readonly #fetched = new Set<UnitRun>();
  readonly #unlisten: () => void;
  #listed = false;
  #isStopping = false;
  #isStopped = false;

  constructor(cluster: Cluster, options: ConductOptions) {
    this.#cluster = endingWith(cluster, this.#over.signal);
    this.#options = options;
    for (const place of options.places) this.#places.set(place.unit.pod, place);
    this.#unlisten = options.endings.listen((word) => this.#inbox.put({ from: "ending", word }));
  }

  close(): void {
    this.#unlisten();
    this.#inbox.close();
    this.#over.abort();
  }

  async *run(): AsyncGenerator<PluginEvent, Conducted> {
    this.#background(this.#watch());
    this.#background(this.#ticks());
    this.#startNext();
    for await (const message of this.#inbox) {
      if (message.from === "lost") throw message.error;
      if (message.from === "ending") {
        if (message.word.word === "detach") return "left";
        if (message.word.word === "abort") return "aborted";
        yield* this.#stop();
      } else yield* this.#take(message);
      if (this.#isStopping) yield* this.#stop();
      this.#startNext();
      if (this.#isOver) return this.#isStopping ? "stopped" : "done";
      if (this.#options.detach && this.#allBegun) return "left";
    }
    return "done";
  }

  get #units(): UnitRun[] {
    return [...this.#places.values()].map(({ unit }) => unit);
  }

  get #isOver(): boolean {
    return this.#units.every(({ isOver }) => isOver);
  }

  get #allBegun(): boolean {
    return this.#units.every(({ isOver, seen }) => isOver || seen !== undefined);
  }

  /** Milliseconds since the epoch, and of a clock that nobody sets. */
  get #now(): { at: number; mono: number } {
    const { io } = this.#options;
    return { at: io.now(), mono: io.monotonic() };
  }

  /** Starts the plugins of the next order, once all those of lower orders are over. */
  #startNext(): void {
    for (;;) {
      const waiting = [...this.#places.values()].filter(({ unit }) => !unit.isOver && !unit.hasBegun);
      const next = Math.min(...waiting.map(({ order }) => order));
      const isBlocked = [...this.#places.values()].some(({ unit, order }) => order < next && !unit.isOver);
      const starting = waiting.filter(({ order }) => order === next);
      if (starting.length === 0 || isBlocked) return;
      for (const place of starting) this.#start(place);
    }
  }

  #start({ unit, refused, pod }: Place): void {
    const { timeout, startupTimeout, io } = this.#options;
    unit.begin({ timeout, startupTimeout, since: io.monotonic() });
    if (refused !== undefined) this.#refuse(unit, refused);
    if (refused !== undefined || pod === undefined) return;
    const create = async () => {
      try {
        await createPod(this.#cluster, pod, io, this.#over.signal);
        this.#inbox.put({ from: "created", unit });
      } catch (error) {
        this.#over.signal.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        const why = error instanceof ApiError ? error.words : firstLine(error);
        this.#inbox.put({ from: "refused", unit, why });
      }
    };
    this.#background(this.#creating.run(create));
  }

  /** Ends a place that has no pod. */
  #refuse(unit: UnitRun, why: string): void {
    if (this.#fetched.has(unit)) return;
    this.#fetched.add(unit);
    const work = async () => {
      await refuse(this.#options.dir, unit.where, why);
      this.#inbox.put({ from: "outcome", unit, outcome: { status: "failed", text: why, log: [] } });
    };
    this.#background(work());
  }

  *#take(message: Exclude<Message, { from: "ending" | "lost" }>): Generator<PluginEvent> {
    switch (message.from) {
      case "pods":
        yield* this.#podsSeen(message.change);
        return;
      case "collector":
        yield* this.#follow(message.unit, message.unit.hear(message.said, this.#now));
        return;
      case "unit":
        yield* this.#follow(message.unit, message.unit.take(message.seen, this.#now));
        return;
      case "outcome": {
        const { status, text, log } = message.outcome;
        yield message.unit.end(
          this.#isStopping && status !== "collected" ? "stopped" : status,
          text,
          this.#now.at,
          log,
        );
        return;
      }
      case "refused":
        this.#refuse(message.unit, message.why);
        return;
      case "trouble":
        yield { kind: "notice", at: this.#now.at, level: "warning", text: message.text };
        return;
      case "clock":
        for (const unit of this.#units)
          if (unit.hasBegun) yield* this.#follow(unit, unit.take({ from: "clock" }, this.#now));
        return;
      case "nodes":
        yield* this.#nodesSeen(message.nodes);
        return;
      case "stopped":
        yield* this.#fetch(message.unit, message.end);
        return;
      case "created":
        return;
    }
  }

  *#nodesSeen(nodes: readonly V1Node[]): Generator<PluginEvent> {
    const troubles = new Map(nodes.map((node) => [node.metadata?.name, readinessTrouble(node)]));
    for (const unit of this.#units) {
      const node = unit.seen?.spec?.nodeName;
      if (node === undefined || unit.isOver) continue;
      const trouble = troubles.has(node) ? troubles.get(node) : "the node is gone";
      yield* this.#follow(unit, unit.take({ from: "node", trouble }, this.#now));
    }
  }

  *#podsSeen(change: Change<V1Pod>): Generator<PluginEvent> {
    if (change.kind === "listed" && !this.#listed) {
      this.#listed = true;
      // who continues a run finds its pods here, or never
      const names = new Set(change.items.map(({ metadata }) => metadata?.name));
      for (const { unit, pod } of this.#places.values())
        if (pod === undefined && !unit.isOver && !names.has(unit.pod))
          this.#refuse(unit, "its pod is gone, or was never created because its runner ended");
    }
    for (const [kind, pod] of eachItem(change)) {
      const place = this.#places.get(pod.metadata?.name ?? "");
      if (place === undefined) continue;
      const { unit } = place;
      const seen: Seen = kind === "DELETED" ? { from: "deleted" } : { from: "pod", pod };
      yield* this.#follow(unit, unit.take(seen, this.#now));
      this.#listen(unit, pod);
    }
  }

  /** Does what follows from something that was seen of a place. */
  *#follow(unit: UnitRun, { events, ask, end }: Taken): Generator<PluginEvent> {
    yield* events;
    if (ask === "done-file") this.#background(this.#askDone(unit));
    if (ask === "events") this.#background(this.#askEvents(unit));
    if (end !== undefined) yield* this.#fetch(unit, end);
  }

  *#fetch(unit: UnitRun, end: UnitEnd): Generator<PluginEvent> {
    if (this.#fetched.has(unit)) return;
    this.#fetched.add(unit);
    if (end.kind === "results") yield { kind: "plugin-collecting", at: this.#now.at, ...unit.where };
    const { dir } = this.#options;
    const fetching = { cluster: this.#cluster, collector: this.#collector(unit), dir };
    const work = async () => {
      const outcome = await fetchOutcome(fetching, unit.where, end, unit.seen);
      this.#inbox.put({ from: "outcome", unit, outcome });
    };
    this.#background(this.#fetching.run(work));
  }

  /** Ends what is not over, with what there is: the results of a plugin that has handed them over, or what it has written so far. */
  *#stop(): Generator<PluginEvent> {
    this.#isStopping = true;
    // who continues a run must know its pods first
    if (!this.#listed || this.#isStopped) return;
    this.#isStopped = true;
    const text = "stopping the plugins, and collecting what there is";
    yield { kind: "notice", at: this.#now.at, level: "warning", text };
    for (const unit of this.#units) {
      if (unit.isOver) continue;
      if (unit.seen === undefined)
        yield unit.end("stopped", "it was stopped before it started", this.#now.at);
      else this.#background(this.#stopUnit(unit));
    }
  }

  async #stopUnit(unit: UnitRun): Promise<void> {
    const isDone = await this.#isDone(unit);
    const end: UnitEnd = isDone
      ? { kind: "results", what: "done" }
      : { kind: "error", text: "it was stopped", isGone: false };
    this.#inbox.put({ from: "stopped", unit, end });
  }

  #collector({ pod }: UnitRun): Collector {
    const { namespace, io } = this.#options;
    return { cluster: this.#cluster, namespace, pod, io, signal: this.#over.signal, execWorks: true };
  }

  /** Listens to what the collector of a pod says, as soon as it runs. */
  #listen(unit: UnitRun, pod: V1Pod): void {
    if (!collectorRuns(pod) || unit.isOver || this.#listening.has(unit)) return;
    this.#listening.add(unit);
    const { namespace, io } = this.#options;
    const trouble = (why: string) =>
      this.#inbox.put({ from: "trouble", text: `the log of pod ${unit.pod} cannot be followed: ${why}` });
    const listen = async () => {
      const place = { namespace, pod: unit.pod };
      for await (const said of collectorLog(this.#cluster, place, this.#over.signal, io, trouble))
        this.#inbox.put({ from: "collector", unit, said });
    };
    this.#background(listen());
  }

  async #askDone(unit: UnitRun): Promise<void> {
    const hasDone = await this.#isDone(unit);
    this.#inbox.put({ from: "unit", unit, seen: { from: "answer", hasDone } });
  }

  /** Whether a plugin has written its `done` file; a collector that does not run hands over nothing. */
  async #isDone(unit: UnitRun): Promise<boolean> {
    if (!collectorRuns(unit.seen)) return false;
    return hasDone(this.#collector(unit)).catch((error: unknown) => {
      this.#over.signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      return false;
    });
  }

  /** What the cluster's events say about a pod that does not start. */
  async #askEvents(unit: UnitRun): Promise<void> {
    const { namespace } = this.#options;
    const uid = unit.seen?.metadata?.uid;
    if (uid === undefined) return;
    const fieldSelector = `involvedObject.uid=${uid},type=Warning`;
    const { items } = await this.#cluster.core
      .listNamespacedEvent({ namespace, fieldSelector, limit: mostEvents })
      .catch((error: unknown) => {
        this.#over.signal.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        return { items: [] };
      });
    const text = items.at(-1)?.message;
    if (text !== undefined) this.#inbox.put({ from: "unit", unit, seen: { from: "warning", text } });
  }

  async #watch(): Promise<void> {
    const { id, namespace, io } = this.#options;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const query = { labelSelector: `${runLabel}=${id}` };
    const codec = objectCodec<V1Pod>("V1Pod");
    const changes = watchList(this.#cluster, path, codec, { query, signal: this.#over.signal, io });
    for await (const change of changes) this.#inbox.put({ from: "pods", change });
    if (!this.#over.signal.aborted) throw new RunError("the watch of the plugins' pods ended");
  }

  async #ticks(): Promise<void> {
    for (let ticks = 1; ; ticks++) {
      await this.#options.io.sleep(tick, this.#over.signal);
      this.#inbox.put({ from: "clock" });
      if (ticks % nodeTicks === 0) await this.#lookAtNodes();
    }
  }

  /** A pod on a node that does not answer says nothing any more. */
  async #lookAtNodes(): Promise<void> {
    const nodes = await this.#cluster.core.listNode().catch((error: unknown) => {
      this.#over.signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      return undefined;
    });
    if (nodes !== undefined) this.#inbox.put({ from: "nodes", nodes: nodes.items });
  }

  /** Work beside the loop: its failure is the run's, unless the run is over. */
  #background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.#over.signal.aborted) this.#inbox.put({ from: "lost", error });
    });
  }
}
