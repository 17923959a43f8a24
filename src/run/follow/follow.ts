import type { CoreV1Event, V1Namespace, V1Pod } from "@kubernetes/client-node";
import { Gate } from "../../async/gate.ts";
import { Inbox } from "../../async/inbox.ts";
import { merge } from "../../async/merge.ts";
import { messageOf } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { tableCodec } from "../../kube/table.ts";
import { type Change, eachItem, type WatchOptions, watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import { warningCodec, warningSelector } from "../causes/warning.ts";
import type { Endings } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { EvidenceKeeper } from "../evidence/keeper.ts";
import { names } from "../identity.ts";
import type { Following } from "./following.ts";
import type { SuiteLog } from "./log.ts";
import { type LogChunk, readLog } from "./log-source.ts";
import { collectorRuns } from "./pod-state.ts";
import { answer } from "./questions.ts";
import type { Outcome, Phase, Question, Seen } from "./step.ts";

export interface FollowOptions extends Omit<SourceOptions, "offset"> {
  readonly following: Following;
  readonly log: SuiteLog;
}

/**
 * Follows a run from the creation of its pod to the suite's end: what the cluster and the log say, in order.
 * @throws RunError if the log cannot be written here
 */
export async function* follow(cluster: Cluster, options: FollowOptions): AsyncGenerator<RunEvent, Outcome> {
  const { following, log, io } = options;
  const sources = openSources(cluster, { ...options, offset: log.offset });
  try {
    for await (const next of sources) {
      for (const seen of await read(next, log)) {
        const step = following.take(seen, { at: io.now(), mono: io.monotonic() });
        yield* step.events;
        if (step.outcome !== undefined) return step.outcome;
        for (const question of step.questions) sources.ask(question);
      }
      sources.enter(following.phase);
    }
    return { kind: "lost", reason: "the cluster's streams ended", suite: "unknown" };
  } finally {
    sources.close();
  }
}

/** The same, with the log's bytes kept and read. */
async function read(seen: Arrived, log: SuiteLog): Promise<readonly Seen[]> {
  if (seen.from === "log-end") return [{ from: "log", events: log.end() }, seen];
  if (seen.from !== "log") return [seen];
  const { chunk } = seen;
  if (chunk.kind !== "bytes") return [{ from: "log-way", chunk }];
  return [{ from: "log", events: await log.take(chunk.bytes) }];
}

/** What comes from a source; the log's bytes are not read yet, so that none are read that have no effect. */
export type Arrived =
  | Exclude<Seen, { from: "log" | "log-way" }>
  | { readonly from: "log"; readonly chunk: LogChunk };

export interface SourceOptions {
  readonly runId: string;
  readonly namespace: string;
  /** Bytes of the log that are already here. */
  readonly offset: number;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  readonly endings: Endings;
  /** Keeps the evidence of failed specs; undefined if none is wanted. */
  readonly evidence?: Pick<EvidenceKeeper, "add"> | undefined;
}

/** All sources of a run in one stream, with a way to ask questions. */
export interface Sources extends AsyncIterable<Arrived> {
  ask(question: Question): void;
  /** The log is read once the suite runs, and to its end once it has ended. */
  enter(phase: Phase): void;
  close(): void;
}

/**
 * Opens the sources of a run. Losing the run's own pod or its log ends the following; rows, events and
 * namespaces are requested again for as long as it takes.
 */
export function openSources(cluster: Cluster, options: SourceOptions): Sources {
  const { namespace, io, endings } = options;
  const leave = new AbortController();
  const { signal } = leave;
  const finished = new AbortController();
  const running = new Gate(signal);
  const answers = new Inbox<Arrived>();
  const unlisten = endings.listen((said) => answers.put({ from: "ending", said }));
  const under = new Set<Question["ask"]>();
  let pod: V1Pod | undefined;
  const base = `/api/v1/namespaces/${namespace}`;
  const ends: WatchOptions = { signal, io, query: { fieldSelector: `metadata.name=${names.pod}` } };
  const degrades: WatchOptions = { signal, io, tolerant: true };
  const about = { ...degrades, query: { fieldSelector: `involvedObject.name=${names.pod}` } };
  const pods = objectCodec<V1Pod>("V1Pod");
  const events = objectCodec<CoreV1Event>("CoreV1Event");
  const namespaces = objectCodec<V1Namespace>("V1Namespace");
  const stream = merge<Arrived>(
    orLoss("own-pod", watched("own-pod", watchList(cluster, `${base}/pods`, pods, ends)), signal),
    watched("events", watchList(cluster, `${base}/events`, events, about)),
    watched("rows", watchList(cluster, "/api/v1/pods", tableCodec("Node"), degrades)),
    watched("namespaces", watchList(cluster, "/api/v1/namespaces", namespaces, degrades)),
    warnings(cluster, { signal, io, fromNow: true, query: { fieldSelector: warningSelector } }),
    orLoss("log", log(), signal),
    clock(io, signal),
    answers,
  );

  async function* log(): AsyncGenerator<Arrived> {
    await running.opened;
    const isCollected = () => pod === undefined || collectorRuns(pod);
    const { offset } = options;
    for await (const chunk of readLog(cluster, {
      namespace,
      io,
      offset,
      signal,
      finished: finished.signal,
      collectorRuns: isCollected,
    }))
      yield { from: "log", chunk };
    if (!signal.aborted) yield { from: "log-end" };
  }

  return {
    async *[Symbol.asyncIterator]() {
      for await (const seen of stream) {
        if (seen.from === "own-pod") pod = [...eachItem(seen.change)].at(-1)?.[1] ?? pod;
        yield seen;
      }
    },
    ask(question) {
      if (question.ask === "evidence") {
        void options.evidence
          ?.add(question.spec)
          .then((warning) => answers.put({ from: "answer", to: "evidence", warning }));
        return;
      }
      if (under.has(question.ask)) return;
      under.add(question.ask);
      void answer(endingWith(cluster, signal), options, question, signal).then((given) => {
        under.delete(question.ask);
        answers.put(given);
      });
    },
    enter(phase) {
      if (phase !== "starting") running.open();
      if (phase === "ended" && !finished.signal.aborted) finished.abort();
    },
    close() {
      unlisten();
      answers.close();
      leave.abort();
    },
  };
}

async function* watched<From extends "own-pod" | "events" | "rows" | "namespaces", T>(
  from: From,
  changes: AsyncIterable<Change<T>>,
): AsyncGenerator<{ readonly from: From; readonly change: Change<T> }> {
  for await (const change of changes) yield { from, change };
}

/** The warnings about any object, as long as they may be watched: a run needs none of them. */
async function* warnings(cluster: Cluster, options: WatchOptions): AsyncGenerator<Arrived> {
  try {
    for await (const change of watchList(cluster, "/api/v1/events", warningCodec, options))
      for (const [kind, warning] of eachItem(change))
        if (kind !== "DELETED") yield { from: "warning", warning };
  } catch (error) {
    if (!options.signal.aborted) yield { from: "warnings-lost", reason: messageOf(error) };
  }
}

/** What a source throws is an observation like any other, so that its meaning can be judged. */
async function* orLoss(
  of: "own-pod" | "log",
  source: AsyncIterable<Arrived>,
  signal: AbortSignal,
): AsyncGenerator<Arrived> {
  try {
    yield* source;
  } catch (error) {
    if (!signal.aborted)
      yield { from: "loss", of, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** A tick per second, for time limits. */
async function* clock(io: Pick<Io, "sleep">, signal: AbortSignal): AsyncGenerator<Arrived> {
  while (!signal.aborted) {
    await io.sleep(1000, signal).catch(() => undefined);
    yield { from: "clock" };
  }
}
