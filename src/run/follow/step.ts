import type { CoreV1Event, V1Namespace, V1Node, V1Pod } from "@kubernetes/client-node";
import type { Row } from "../../kube/table.ts";
import type { Change } from "../../kube/watch.ts";
import type { LogEvent } from "../../suite/log.ts";
import type { Warning } from "../causes/warning.ts";
import type { Said } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { FailedSpec } from "../evidence/keeper.ts";
import type { LogChunk } from "./log-source.ts";
import type { PodState } from "./pod-state.ts";

/** An observation of a run, from any source; the log's bytes have been read. */
export type Seen =
  | { readonly from: "own-pod"; readonly change: Change<V1Pod> }
  | { readonly from: "events"; readonly change: Change<CoreV1Event> }
  | { readonly from: "rows"; readonly change: Change<Row> }
  | { readonly from: "namespaces"; readonly change: Change<V1Namespace> }
  | { readonly from: "log"; readonly events: readonly LogEvent[] }
  /** The way in which the log is read has changed. */
  | { readonly from: "log-way"; readonly chunk: Exclude<LogChunk, { kind: "bytes" }> }
  /** The log is complete here. */
  | { readonly from: "log-end" }
  /** Warnings about any object of the cluster, as they come. */
  | { readonly from: "warning"; readonly warning: Warning }
  /** The cluster does not let them be watched. */
  | { readonly from: "warnings-lost"; readonly reason: string }
  /** A source without which the run cannot be followed is unreachable for good. */
  | { readonly from: "loss"; readonly of: "own-pod" | "log"; readonly error: Error }
  | { readonly from: "clock" }
  /** A person, a signal or `--timeout` ends it. */
  | { readonly from: "ending"; readonly said: Said }
  | Answer;

/** A question or a request from following; except for evidence, each is in progress at most once at a time. */
export type Question =
  /** What is the state of the pod itself? A watch may have died silently. */
  | { readonly ask: "pod" }
  | { readonly ask: "nodes" }
  | { readonly ask: "stop" }
  /** Record in the cluster which uuids belong to this run, so that a cleanup knows them without the log, and see what others have recorded. */
  | { readonly ask: "note"; readonly uuids: readonly string[] }
  | { readonly ask: "step-down"; readonly pod: V1Pod; readonly message: string }
  /** Keep what the cluster looks like now that this spec has failed: its namespaces are about to be gone. */
  | { readonly ask: "evidence"; readonly spec: FailedSpec };

export type Answer =
  | { readonly from: "answer"; readonly to: "pod"; readonly pod: V1Pod | "absent" | "unknown" }
  | { readonly from: "answer"; readonly to: "nodes"; readonly nodes: readonly V1Node[] }
  | { readonly from: "answer"; readonly to: "stop"; readonly refused: string | undefined }
  | {
      readonly from: "answer";
      readonly to: "note";
      /** Undefined if it could not be done. */
      readonly noted: readonly string[] | undefined;
      readonly others: readonly string[];
    }
  | { readonly from: "answer"; readonly to: "step-down"; readonly text: string | undefined }
  /** What keeps the evidence from being complete, said once. */
  | { readonly from: "answer"; readonly to: "evidence"; readonly warning: string | undefined };

/** How far a run is, as far as its sources matter. */
export type Phase = "starting" | "running" | "ended";

/** A point in time: milliseconds since the epoch, and of a clock that nobody sets. */
export interface Moment {
  readonly at: number;
  readonly mono: number;
}

/** The consequences of an observation. */
export interface Step {
  readonly events: readonly RunEvent[];
  readonly questions: readonly Question[];
  /** Set when the following has ended. */
  readonly outcome?: Outcome;
}

/** How the following of a run ended. */
export type Outcome =
  /** The suite ended on its own; its log is complete here. */
  | { readonly kind: "ended"; readonly pod: V1Pod; readonly state: Extract<PodState, { kind: "ended" }> }
  /**
   * What came is all there will be. The suite has `ended`, and its results are unreachable from this machine; or it is `gone` with its
   * pod; or its state is unknown, and it may still run.
   */
  | { readonly kind: "lost"; readonly reason: string; readonly suite: "ended" | "gone" | "unknown" }
  /** The pod did not start in time. */
  | { readonly kind: "never-started"; readonly reason: string }
  /** Somebody wants it removed as it is. */
  | { readonly kind: "aborted" }
  /** Somebody detached from it. */
  | { readonly kind: "detached" };
