import type { CoreV1Event, V1Namespace, V1Pod } from "@kubernetes/client-node";
import { merge } from "../../async/merge.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { type Row, tableCodec } from "../../kube/table.ts";
import { type Change, watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import { type LogEvent, LogParser } from "../../suite/log.ts";
import type { SuiteRecord } from "../../suite/suite-record.ts";
import type { RunEvent } from "../events.ts";
import { names } from "../identity.ts";
import { Contact, type Watched } from "./contact.ts";
import { Listened } from "./listened.ts";
import { type LogChunk, readLog } from "./log-source.ts";
import { NodeSilence } from "./node-silence.ts";
import { blockingNodes, waitNotice } from "./node-wait.ts";
import { logNotice, notices } from "./notices.ts";
import { lookAgain, type OwnPod, podCodec, readOwnPod } from "./own-pod.ts";
import { collectorRuns, type PodState, podState, whyGone } from "./pod-state.ts";
import { Startup } from "./startup.ts";
import { suiteWait } from "./suite-wait.ts";
import type { Tracker } from "./tracker.ts";

/** How the following of a run came to its end. */
export type Outcome =
  /** The suite ended by itself; its log is here to the last byte. */
  | { readonly kind: "ended"; readonly pod: V1Pod; readonly state: Extract<PodState, { kind: "ended" }> }
  /** The pod is gone or failed; what came is all there will be. */
  | { readonly kind: "lost"; readonly reason: string }
  /** The pod did not start in time. */
  | { readonly kind: "never-started"; readonly reason: string }
  /** `--timeout` is over. */
  | { readonly kind: "timed-out" }
  /** The person left it running. */
  | { readonly kind: "detached" };

export interface FollowOptions {
  readonly namespace: string;
  /** What the suite was given with `--extra-args`. */
  readonly suiteArgs: readonly string[];
  /** When the run's pod was made, by the server's clock: what was there before is not the run's. */
  readonly created: Date;
  readonly tracker: Tracker;
  readonly record: SuiteRecord;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  /** Milliseconds that the pod may take to start. */
  readonly startupTimeout: number;
  /** When the run has to be over, in milliseconds since the epoch. */
  readonly deadline?: number;
  /** Bytes of the log that are already here. */
  readonly offset?: number;
  /** Takes the log's bytes, each once and in order. */
  readonly onLog: (bytes: Uint8Array) => void | Promise<void>;
  /** Called where the image was never published; gives whether another one is tried now. */
  readonly onUnpublished?: (pod: V1Pod, message: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

// a suite that finds its nodes begins within a few seconds
const quietSetup = 15_000;

type Seen =
  | OwnPod
  | { readonly from: "events"; readonly change: Change<CoreV1Event> }
  | { readonly from: "rows"; readonly change: Change<Row> }
  | { readonly from: "namespaces"; readonly change: Change<V1Namespace> }
  | { readonly from: "log"; readonly chunk: LogChunk }
  | { readonly from: "log-end" }
  | { readonly from: "clock" };

/**
 * Follows a run from its pod's making to the suite's end: what the cluster and the log tell, in one order.
 * @throws whatever keeps the log's last bytes out of reach, or the server's refusal to be watched
 */
export async function* follow(cluster: Cluster, options: FollowOptions): AsyncGenerator<RunEvent, Outcome> {
  const { namespace, tracker, record, io } = options;
  tracker.ownership.podMade(options.created);
  const leave = new AbortController();
  const signal = AbortSignal.any([options.signal, leave.signal]);
  const running = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  // what waits for the start or the suite's end must not outwait an interruption
  const wake = () => {
    running.resolve();
    over.resolve();
  };
  signal.addEventListener("abort", wake, { once: true });
  if (signal.aborted) wake();
  const finished = new AbortController();
  const watch = { signal, io };
  const own = { fieldSelector: `metadata.name=${names.pod}` };
  const about = { fieldSelector: `involvedObject.name=${names.pod}` };
  const base = `/api/v1/namespaces/${namespace}`;
  let last: V1Pod | undefined;
  const sources = merge<Seen>(
    tag("own-pod", watchList(cluster, `${base}/pods`, podCodec, { ...watch, query: own })),
    tag(
      "events",
      watchList(cluster, `${base}/events`, objectCodec<CoreV1Event>("CoreV1Event"), {
        ...watch,
        query: about,
      }),
    ),
    tag("rows", watchList(cluster, "/api/v1/pods", tableCodec(), watch)),
    tag(
      "namespaces",
      watchList(cluster, "/api/v1/namespaces", objectCodec<V1Namespace>("V1Namespace"), watch),
    ),
    log(
      cluster,
      options,
      running.promise,
      finished.signal,
      signal,
      () => last === undefined || collectorRuns(last),
    ),
    clock(io, signal),
    lookAgain(cluster, namespace, over.promise, io, signal),
  );
  const parser = new LogParser();
  function* logged(events: readonly LogEvent[], at: number): Generator<RunEvent> {
    for (const event of events) {
      record.add(event, at);
      if (event.kind === "suite-finished") over.resolve();
      yield* tracker.log(event, at);
    }
  }
  const startup = new Startup(options.startupTimeout);
  const silence = new NodeSilence();
  const listened = new Listened(io.now());
  const overdue = () => startup.overdue(listened.ms) || silence.overdue(listened.ms);
  const contact = new Contact();
  let waitTold = false;
  let ended: Extract<Outcome, { kind: "ended" }> | undefined;
  let lost: Extract<Outcome, { kind: "lost" }> | undefined;
  try {
    for await (const next of sources) {
      const at = io.now();
      if (next.from === "clock") listened.tick(at);
      // a watch may have died without a word: what the pod itself says now decides
      const asked =
        next.from === "clock" && overdue() ? await readOwnPod(cluster, namespace, signal) : undefined;
      const seen: Seen = asked ?? next;
      switch (seen.from) {
        case "own-pod": {
          yield* notices(seen.change, "the run's pod", at);
          listened.heard(seen.change.kind);
          if (seen.change.kind === "listed" && seen.change.items.length === 0)
            return { kind: "lost", reason: "the pod was deleted" };
          const pod = lastPod(seen.change);
          if (pod === undefined) break;
          const state: PodState =
            seen.change.kind === "DELETED" && podState(pod).kind !== "ended"
              ? { kind: "lost", reason: whyGone(pod, "the pod was deleted") }
              : podState(pod);
          yield* startup.pod(state, at);
          last = pod;
          if (state.kind === "running") tracker.suiteSince = state.since?.getTime();
          if (state.kind === "running" || state.kind === "ended") record.since ??= state.since?.getTime();
          yield* silence.pod(pod, at, listened.ms);
          if (state.kind === "blocked" && startup.unpublished(state.message)) {
            const next = await options.onUnpublished?.(pod, state.message);
            if (next !== undefined) yield { kind: "notice", at, level: "warning", text: next };
          }
          if (state.kind === "running" || state.kind === "ended") running.resolve();
          if (state.kind === "ended") {
            ended = { kind: "ended", pod, state };
            finished.abort();
          }
          if (state.kind === "lost") {
            lost = { kind: "lost", reason: state.reason };
            if (ended === undefined) return lost;
          }
          break;
        }
        case "events":
          for (const event of changed(seen.change)) yield* startup.event(event, at);
          break;
        case "rows":
          yield* notices(seen.change, "the pods", at);
          for (const [change, row] of rowsOf(seen.change)) yield* tracker.row(change, row, at);
          break;
        case "namespaces":
          for (const [change, item] of rowsOf(seen.change)) {
            const before = (item.metadata?.creationTimestamp ?? new Date(at)) < options.created;
            if (before) tracker.namespaceBefore(item);
            else yield* tracker.namespace(change, item, at);
          }
          break;
        case "log":
          if (seen.chunk.kind === "bytes") {
            await options.onLog(seen.chunk.bytes);
            yield* logged(parser.push(seen.chunk.bytes), at);
          } else {
            yield logNotice(seen.chunk, at);
          }
          break;
        case "log-end":
          yield* logged(parser.end(), at);
          if (ended !== undefined) return ended;
          return lost ?? { kind: "lost", reason: "the log ended before the suite" };
        case "clock":
          if (!waitTold && at - (tracker.settingUpSince ?? at) > quietSetup) {
            waitTold = true;
            // a server that is away for a moment does not end the following
            const nodes = await cluster.core.listNode().catch(() => undefined);
            const blocking = blockingNodes(nodes?.items ?? [], suiteWait(options.suiteArgs).nonBlocking);
            if (blocking.names.length > 0) yield waitNotice(blocking.names, blocking.taints, "30m", at);
          }
          if (options.deadline !== undefined && at > options.deadline && ended === undefined)
            return { kind: "timed-out" };
          break;
      }
      if (asked !== undefined && silence.overdue(listened.ms))
        return { kind: "lost", reason: silence.reason };
      if (asked !== undefined && startup.overdue(listened.ms))
        return { kind: "never-started", reason: startup.why };
      listen(contact, seen, at);
      yield* tracker.contact(contact.lostSince(at), at);
    }
    options.signal.throwIfAborted();
    return lost ?? { kind: "lost", reason: "the cluster's streams ended" };
  } finally {
    leave.abort();
  }
}

function listen(contact: Contact, seen: Seen, at: number): void {
  if (seen.from === "log") {
    if (seen.chunk.kind === "bytes") contact.log(at, true);
    else if (seen.chunk.kind === "cut") contact.log(at, false);
  } else if ("change" in seen) {
    if (seen.change.kind === "cut") contact.cut(seen.from, at);
    else contact.heard(seen.from);
  }
}

async function* tag<From extends Watched, T>(
  from: From,
  changes: AsyncIterable<Change<T>>,
): AsyncGenerator<{ readonly from: From; readonly change: Change<T> }> {
  for await (const change of changes) yield { from, change };
}

async function* log(
  cluster: Cluster,
  options: FollowOptions,
  running: Promise<void>,
  finished: AbortSignal,
  signal: AbortSignal,
  collectorRuns: () => boolean,
): AsyncGenerator<Seen> {
  await running;
  const { namespace, io, offset = 0 } = options;
  for await (const chunk of readLog(cluster, { namespace, offset, finished, signal, io, collectorRuns })) {
    yield { from: "log", chunk };
  }
  if (!signal.aborted) yield { from: "log-end" };
}

/** A tick a second, for what is bounded in time. */
async function* clock(io: Pick<Io, "sleep">, signal: AbortSignal): AsyncGenerator<Seen> {
  while (!signal.aborted) {
    await io.sleep(1000, signal).catch(() => undefined);
    yield { from: "clock" };
  }
}

function* rowsOf<T>(change: Change<T>): Generator<["ADDED" | "MODIFIED" | "DELETED", T]> {
  if (change.kind === "listed") for (const item of change.items) yield ["ADDED", item];
  else if (change.kind === "ADDED" || change.kind === "MODIFIED" || change.kind === "DELETED") {
    yield [change.kind, change.item];
  }
}

function* changed<T>(change: Change<T>): Generator<T> {
  for (const [kind, item] of rowsOf(change)) if (kind !== "DELETED") yield item;
}

function lastPod(change: Change<V1Pod>): V1Pod | undefined {
  return [...rowsOf(change)].at(-1)?.[1];
}
