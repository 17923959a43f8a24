import type { V1Pod } from "@kubernetes/client-node";
import type { Io } from "../process/io.ts";
import type { ApiCoverage, RunRecord } from "../results/run-record.ts";
import type { EarlierSubmission } from "../submission/carry.ts";
import type { KeptAtEnd } from "./at-end/keep.ts";
import type { Endings } from "./endings.ts";
import type { WatchPods } from "./follow/pod-filter.ts";
import type { ClusterFacts, RunRequest } from "./plan/plan.ts";
import type { KnownRun } from "./runs.ts";
import type { RunState } from "./state.ts";

/** Where a run comes from: it is started now, or is already in the cluster. */
export type RunSource =
  | {
      readonly kind: "new";
      readonly request: RunRequest;
      /** Preflight checks to skip; `all` of them. */
      readonly skipPreflight: readonly string[] | "all";
    }
  | { readonly kind: "there"; readonly run: KnownRun; readonly pod: V1Pod };

/** How a run is followed, and what is kept of it. */
export interface SessionOptions {
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "signal" | "pid">;
  readonly state: RunState;
  readonly facts: ClusterFacts;
  readonly endings: Endings;
  /** The results folder: new, empty, or this run's unfinished one. */
  readonly dir: string;
  /** What the submission carries over from the last one. */
  readonly earlier: EarlierSubmission | undefined;
  readonly watchPods: WatchPods;
  /** Leaves the run's objects in the cluster at its end. */
  readonly keep: boolean;
  /** Detaches as soon as the suite runs. */
  readonly detach: boolean;
  /** Milliseconds that the pod may take to start. */
  readonly startupTimeout: number;
  /** When the run must have ended, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Failed specs with which the suite is stopped; undefined for any number. */
  readonly maxFailures?: number | undefined;
  /** Whose evidence is kept: that of specs that fail, or none. */
  readonly evidence: EvidenceOf;
  /** What is read of the cluster at the end; nothing if undefined. */
  readonly keptAtEnd?: KeptAtEnd | undefined;
  readonly tool: RunRecord["tool"];
  /** Finds out how much of the API the run hit, when its suite has ended. */
  readonly measureCoverage?: MeasureCoverage | undefined;
}

/**
 * Counts what a run hit of the API from when it was created, and writes what it found into the folder.
 * @throws UserError where that cannot be found out
 */
export type MeasureCoverage = (run: {
  readonly since: Date;
  readonly server: string;
  readonly dir: string;
}) => Promise<MeasuredCoverage>;

export interface MeasuredCoverage {
  readonly apiCoverage: ApiCoverage;
  /** The files that it wrote. */
  readonly files: readonly string[];
}

/** The specs whose namespaces are looked at when they end. */
export type EvidenceOf = "failed" | "none";
