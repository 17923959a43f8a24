import type { CoreV1Event, V1Namespace, V1Node, V1Pod } from "@kubernetes/client-node";
import { Gate } from "../../async/gate.ts";
import { Inbox } from "../../async/inbox.ts";
import { merge } from "../../async/merge.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { persist } from "../../kube/retry.ts";
import { type Row, tableCodec } from "../../kube/table.ts";
import { readText } from "../../kube/transport.ts";
import { type Change, type WatchOptions, watchList } from "../../kube/watch.ts";
import type { Io } from "../../process/io.ts";
import type { Endings, Said } from "../endings.ts";
import { names } from "../identity.ts";
import { listRuns } from "../runs.ts";
import { noteUuids } from "../state.ts";
import { stepDown } from "../step-down.ts";
import { stopPatience, stopSuite } from "../stop.ts";
import type { LogChunk } from "./log-source.ts";
import { readLog } from "./log-source.ts";
import { collectorRuns } from "./pod-state.ts";

/** What is seen of a run, from wherever it comes. */
export type Seen =
  | { readonly from: "own-pod"; readonly change: Change<V1Pod> }
  | { readonly from: "events"; readonly change: Change<CoreV1Event> }
  | { readonly from: "rows"; readonly change: Change<Row> }
  | { readonly from: "namespaces"; readonly change: Change<V1Namespace> }
  | { readonly from: "log"; readonly chunk: LogChunk }
  /** The log is here to its last byte. */
  | { readonly from: "log-end" }
  /** A source without which the run cannot be followed is out of reach for good. */
  | { readonly from: "loss"; readonly of: "own-pod" | "log"; readonly error: Error }
  | { readonly from: "clock" }
  /** A person, a signal or `--timeout` ends it. */
  | { readonly from: "ending"; readonly said: Said }
  | Answer;

/** What following wants to know, or to have done; each is under way once at a time. */
export type Question =
  /** What is the pod itself right now? A watch may have died without a word. */
  | { readonly ask: "pod" }
  | { readonly ask: "nodes" }
  | { readonly ask: "stop" }
  /** Keep in the cluster which uuids are this run's, so that a cleanup knows them without the log, and see what others keep. */
  | { readonly ask: "note"; readonly uuids: readonly string[] }
  | { readonly ask: "step-down"; readonly pod: V1Pod; readonly message: string };

export type Answer =
  | { readonly from: "answer"; readonly to: "pod"; readonly pod: V1Pod | "absent" | "unknown" }
  | { readonly from: "answer"; readonly to: "nodes"; readonly nodes: readonly V1Node[] }
  | { readonly from: "answer"; readonly to: "stop"; readonly refused: string | undefined }
  | {
      readonly from: "answer";
      readonly to: "note";
      /** Undefined where it could not be done. */
      readonly noted: readonly string[] | undefined;
      readonly others: readonly string[];
    }
  | { readonly from: "answer"; readonly to: "step-down"; readonly text: string | undefined };

/** How far a run is, as far as its sources are concerned. */
export type Phase = "starting" | "running" | "ended";

export interface SourceOptions {
  readonly runId: string;
  readonly namespace: string;
  /** Bytes of the log that are already here. */
  readonly offset: number;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  readonly endings: Endings;
}

/** All that a run is followed by, in one stream, with a way to ask. */
export interface Sources extends AsyncIterable<Seen> {
  ask(question: Question): void;
  /** The log is read once the suite runs, and to its end once it has ended. */
  enter(phase: Phase): void;
  close(): void;
}

const podCodec = objectCodec<V1Pod>("V1Pod");

/**
 * Opens the sources of a run. What the loss of each means: the run's own pod and its log end the following; rows, events and
 * namespaces are asked for again for as long as it takes.
 */
export function openSources(cluster: Cluster, options: SourceOptions): Sources {
  const { namespace, io, endings } = options;
  const leave = new AbortController();
  const { signal } = leave;
  const finished = new AbortController();
  const running = new Gate(signal);
  const answers = new Inbox<Seen>();
  const unlisten = endings.listen((said) => answers.put({ from: "ending", said }));
  const under = new Set<Question["ask"]>();
  const answer = questions(endingWith(cluster, signal), options, signal);
  let pod: V1Pod | undefined;
  const base = `/api/v1/namespaces/${namespace}`;
  const ends: WatchOptions = { signal, io, query: { fieldSelector: `metadata.name=${names.pod}` } };
  const degrades: WatchOptions = { signal, io, bearing: true };
  const about = { ...degrades, query: { fieldSelector: `involvedObject.name=${names.pod}` } };
  const events = objectCodec<CoreV1Event>("CoreV1Event");
  const namespaces = objectCodec<V1Namespace>("V1Namespace");
  const stream = merge<Seen>(
    orLoss("own-pod", watched("own-pod", watchList(cluster, `${base}/pods`, podCodec, ends)), signal),
    watched("events", watchList(cluster, `${base}/events`, events, about)),
    watched("rows", watchList(cluster, "/api/v1/pods", tableCodec(), degrades)),
    watched("namespaces", watchList(cluster, "/api/v1/namespaces", namespaces, degrades)),
    orLoss("log", log(), signal),
    clock(io, signal),
    answers,
  );

  async function* log(): AsyncGenerator<Seen> {
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
        if (seen.from === "own-pod") pod = lastOf(seen.change) ?? pod;
        yield seen;
      }
    },
    ask(question) {
      if (under.has(question.ask)) return;
      under.add(question.ask);
      void answer(question).then((given) => {
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

type Answering = (question: Question) => Promise<Answer>;

/** Carries a question out; never throws. */
function questions(
  cluster: Cluster,
  { runId, namespace, io }: SourceOptions,
  signal: AbortSignal,
): Answering {
  return async (question) => {
    switch (question.ask) {
      case "pod":
        return { from: "answer", to: "pod", pod: await readOwnPod(cluster, namespace, signal) };
      case "nodes": {
        // a server that is away for a moment does not end the following
        const nodes = await cluster.core.listNode().catch(() => undefined);
        return { from: "answer", to: "nodes", nodes: nodes?.items ?? [] };
      }
      case "stop": {
        const refused = await persist(
          io,
          stopPatience,
          () => stopSuite(cluster, namespace, signal),
          signal,
        ).then(() => undefined, wordsOf);
        return { from: "answer", to: "stop", refused };
      }
      case "note": {
        const { uuids } = question;
        const seen = await note(cluster, runId, uuids).catch(() => undefined);
        return {
          from: "answer",
          to: "note",
          noted: seen === undefined ? undefined : uuids,
          others: seen ?? [],
        };
      }
      case "step-down": {
        const text = await stepDown(cluster, question.pod, question.message).catch(() => undefined);
        return { from: "answer", to: "step-down", text };
      }
    }
  };
}

/** Notes those that no other run has noted; gives the others'. */
async function note(cluster: Cluster, runId: string, uuids: readonly string[]): Promise<readonly string[]> {
  const others = await notesOfOthers(cluster, runId);
  const own = uuids.filter((uuid) => !others.includes(uuid));
  if (own.length > 0) await noteUuids(cluster, runId, own);
  return others;
}

async function notesOfOthers(cluster: Cluster, runId: string): Promise<readonly string[]> {
  return (await listRuns(cluster)).flatMap((run) => (run.id === runId ? [] : run.uuids));
}

/** The run's pod as it is now. From a list, since least rights let nobody get one pod by its name. */
async function readOwnPod(
  cluster: Pick<Cluster, "sendOnce">,
  namespace: string,
  signal: AbortSignal,
): Promise<V1Pod | "absent" | "unknown"> {
  try {
    const { status, body } = await cluster.sendOnce({
      method: "GET",
      path: `/api/v1/namespaces/${namespace}/pods`,
      query: { fieldSelector: `metadata.name=${names.pod}` },
      headers: { Accept: podCodec.accept },
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const list: unknown = JSON.parse(await readText(body));
    // a proxy's page is no list of no pods
    if (status !== 200 || typeof list !== "object" || list === null || !("items" in list)) return "unknown";
    return podCodec.items(list)[0] ?? "absent";
  } catch {
    return "unknown";
  }
}

async function* watched<From extends "own-pod" | "events" | "rows" | "namespaces", T>(
  from: From,
  changes: AsyncIterable<Change<T>>,
): AsyncGenerator<{ readonly from: From; readonly change: Change<T> }> {
  for await (const change of changes) yield { from, change };
}

/** What a source throws is seen like all else, so that it can be judged what it means. */
async function* orLoss(
  of: "own-pod" | "log",
  source: AsyncIterable<Seen>,
  signal: AbortSignal,
): AsyncGenerator<Seen> {
  try {
    yield* source;
  } catch (error) {
    if (!signal.aborted)
      yield { from: "loss", of, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** A tick a second, for what is bounded in time. */
async function* clock(io: Pick<Io, "sleep">, signal: AbortSignal): AsyncGenerator<Seen> {
  while (!signal.aborted) {
    await io.sleep(1000, signal).catch(() => undefined);
    yield { from: "clock" };
  }
}

function lastOf(change: Change<V1Pod>): V1Pod | undefined {
  if (change.kind === "listed") return change.items.at(-1);
  return "item" in change ? change.item : undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
