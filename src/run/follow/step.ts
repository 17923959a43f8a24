import type { CoreV1Event, V1Namespace, V1Node, V1Pod } from "@kubernetes/client-node";
import type { Row } from "../../kube/table.ts";
import type { Change } from "../../kube/watch.ts";
import type { LogEvent } from "../../suite/log.ts";
import type { Said } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { LogChunk } from "./log-source.ts";
import type { PodState } from "./pod-state.ts";

/** What is seen of a run, from wherever it comes; the log's bytes are read. */
export type Seen =
  | { readonly from: "own-pod"; readonly change: Change<V1Pod> }
  | { readonly from: "events"; readonly change: Change<CoreV1Event> }
  | { readonly from: "rows"; readonly change: Change<Row> }
  | { readonly from: "namespaces"; readonly change: Change<V1Namespace> }
  | { readonly from: "log"; readonly events: readonly LogEvent[] }
  /** How the log comes here has changed. */
  | { readonly from: "log-way"; readonly chunk: Exclude<LogChunk, { kind: "bytes" }> }
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

/** A moment: milliseconds since the epoch, and of a clock that nobody sets. */
export interface Moment {
  readonly at: number;
  readonly mono: number;
}

/** What follows from something seen. */
export interface Step {
  readonly events: readonly RunEvent[];
  readonly questions: readonly Question[];
  /** Set where the following is over. */
  readonly outcome?: Outcome;
}

/** How the following of a run came to its end. */
export type Outcome =
  /** The suite ended by itself; its log is here to the last byte. */
  | { readonly kind: "ended"; readonly pod: V1Pod; readonly state: Extract<PodState, { kind: "ended" }> }
  /**
   * What came is all there will be. The suite has `ended`, and its results are out of this machine's reach; or it is `gone` with its
   * pod; or nobody knows, and it may run on.
   */
  | { readonly kind: "lost"; readonly reason: string; readonly suite: "ended" | "gone" | "unknown" }
  /** The pod did not start in time. */
  | { readonly kind: "never-started"; readonly reason: string }
  /** A person wants it gone as it is. */
  | { readonly kind: "aborted" }
  /** A person left it as it is. */
  | { readonly kind: "detached" };
