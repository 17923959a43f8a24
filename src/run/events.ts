import type { Verdict } from "../results/run-record.ts";
import type { CauseKind } from "../suite/cause/trouble.ts";
import type { SpecResult } from "../suite/spec.ts";

/** A cell of a server-printed table, usually text. */
export type Cell = string | number | boolean | null;

interface At {
  /** When it was seen, in milliseconds since the epoch. */
  readonly at: number;
}

/** What preflight found in the cluster before the run. */
export interface FindingEvent extends At {
  readonly kind: "finding";
  /** The check's name, as `--skip-preflight` takes it. */
  readonly check: string;
  readonly status: "warn" | "fail" | "unknown";
  readonly summary: string;
  readonly why?: string;
  readonly fix?: string;
}

/** A run was started, or `attach` continues it. */
export interface RunStartedEvent extends At {
  readonly kind: "run-started";
  readonly id: string;
  readonly namespace: string;
  /** The API server's URL. */
  readonly server: string;
  /** The Kubernetes version: `v1.35.4`. */
  readonly version: string;
  readonly image: string;
  /** Ginkgo processes in the plan, and why that many. */
  readonly processes: number;
  readonly why: string;
  /** The results folder. */
  readonly folder: string;
}

/** A row of the pod table, as `kubectl get pod -A -w` would print it. */
export interface PodEvent extends At {
  readonly kind: "pod";
  readonly change: "ADDED" | "MODIFIED" | "DELETED";
  readonly namespace: string;
  readonly name: string;
  /** Name, Ready, Status, Restarts, Age: the columns the server gives priority 0, in its order. */
  readonly columns: readonly string[];
  readonly cells: readonly Cell[];
}

/** What the run's own pod is doing while it starts, in the cluster's words. */
export interface StartingEvent extends At {
  readonly kind: "starting";
  readonly text: string;
}

export interface SuiteStartedEvent extends At {
  readonly kind: "suite-started";
  /** Specs that will run. */
  readonly total: number;
  /** Specs in the suite. */
  readonly of: number;
  /** Ginkgo processes; 1 is serial. */
  readonly processes: number;
}

export interface SpecStartedEvent extends At {
  readonly kind: "spec-started";
  /**
   * In a serial run, the spec's full name. A parallel run's log names a spec when it has ended, so until then it is identified by the first
   * of its namespaces, and named after the framework's base name for it (`services`); a spec without a namespace is not reported.
   */
  readonly name: string;
  /** Its namespace, if the spec is identified by it. */
  readonly namespace?: string;
}

export interface SpecFinishedEvent extends At {
  readonly kind: "spec-finished";
  readonly spec: SpecResult;
  /** The namespaces that it created, if its log says: the `namespace` of its `spec-started` is among them. */
  readonly namespaces?: readonly string[];
}

/** A running spec. */
export interface RunningSpec {
  readonly name: string;
  readonly namespace?: string;
  /** When it started, in milliseconds since the epoch. */
  readonly since: number;
}

export interface ProgressEvent extends At {
  readonly kind: "progress";
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly remaining: number;
  /** The longest-running first. */
  readonly running: readonly RunningSpec[];
  /** Milliseconds since the suite began; undefined before. */
  readonly elapsed?: number;
  /** Estimated milliseconds until the suite ends; undefined while there is no estimate. */
  readonly left?: number;
  /** Since when the API server has not been heard from, in milliseconds since the epoch: everything else is as of then. */
  readonly noContactSince?: number;
}

export interface SuiteFinishedEvent extends At {
  readonly kind: "suite-finished";
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** Something the user should know: a reconnect, a relist, a suite that waits for nodes. */
export interface NoticeEvent extends At {
  readonly kind: "notice";
  readonly level: "info" | "warning";
  readonly text: string;
  readonly fix?: string;
}

/** Something keeps several specs from running, or one for long; or it is over. */
export interface CauseEvent extends At {
  readonly kind: "cause";
  /** `ongoing`: the numbers have changed. */
  readonly change: "begun" | "ongoing" | "over";
  readonly about: CauseKind;
  /** What is waited for, or is in the way: `agnhost:2.66.1 on node2`. */
  readonly what: string;
  /** In the cluster's words: `ErrImagePull (failed to resolve reference …)`. */
  readonly why: string;
  readonly fix: string;
  /** Specs that wait for it now. */
  readonly waiting: number;
  /** Specs that have had to wait for it, or failed because of it, so far. */
  readonly specs: number;
  /** How many of them failed. */
  readonly failed: number;
}

/** The end: the verdict, and where the results are. */
export interface RunFinishedEvent extends At {
  readonly kind: "run-finished";
  readonly verdict: Verdict;
  readonly certifiable: boolean;
  readonly deviations: readonly string[];
  readonly folder: string;
}

/** What the run and its suite created is removed from the cluster, as far as the cluster allows. */
export interface CleanedEvent extends At {
  readonly kind: "cleaned";
  /** What the suite had not removed itself, in words. */
  readonly removed: readonly string[];
  /** What is still there, each with what holds it. */
  readonly remains: readonly string[];
}

/** The run stays in the cluster as it is: continue with `attach`. The last event of such a run. */
export interface RunLeftEvent extends At {
  readonly kind: "run-left";
  readonly id: string;
  readonly namespace: string;
}

/** Everything that happens to a followed run, in order. */
export type RunEvent =
  | FindingEvent
  | RunStartedEvent
  | PodEvent
  | StartingEvent
  | SuiteStartedEvent
  | SpecStartedEvent
  | SpecFinishedEvent
  | ProgressEvent
  | SuiteFinishedEvent
  | NoticeEvent
  | CauseEvent
  | CleanedEvent
  | RunFinishedEvent
  | RunLeftEvent;
