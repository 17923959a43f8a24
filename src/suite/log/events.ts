import type { SpecResult } from "../spec.ts";

/** How many namespaces of one spec are kept: a spec creates a handful. */
export const mostNamespaces = 1000;

/** The meaning of a line or block of the suite's e2e.log. */
export type LogEvent =
  | SuiteStarted
  | { readonly kind: "seed"; readonly seed: number }
  /** Printed only by a serial run: the `e2e-run` label of the suite's namespaces. */
  | { readonly kind: "run-uuid"; readonly uuid: string }
  /** What is known so far: sent once per version. */
  | { readonly kind: "versions"; readonly suite?: string; readonly server?: string }
  | WaitingForNodes
  | WaitingForPods
  /** The suite found the cluster ready: the specs start. */
  | { readonly kind: "setup-finished" }
  /** One of the suite's own nodes (`[SynchronizedBeforeSuite]`) failed; if that is before the specs, none of them runs. */
  | { readonly kind: "suite-node-failed"; readonly node: SpecResult }
  /** Serial verbose logs only: a parallel run prints a spec when it has ended. */
  | { readonly kind: "spec-started"; readonly name: string; readonly location?: string }
  /** `namespaces`: those that the spec's text says it removed, and therefore had created. */
  | { readonly kind: "spec-finished"; readonly spec: SpecResult; readonly namespaces: readonly string[] }
  /** Quiet logs print a dot for a spec that passed, and no name. */
  | { readonly kind: "specs-passed"; readonly count: number }
  /** At the end of a log without a summary: the last words of the suite or its program. */
  | { readonly kind: "dying-words"; readonly words: string }
  | SuiteFinished;

export interface SuiteStarted {
  readonly kind: "suite-started";
  /** Specs that will run. */
  readonly total: number;
  /** Specs in the suite. */
  readonly of: number;
  readonly processes: number;
}

/**
 * The suite found nodes that it waits for before its first spec, and looks again every 30 s. A parallel run prints this
 * only when the wait is over.
 */
export interface WaitingForNodes {
  readonly kind: "waiting-for-nodes";
  /** As the suite prints it: `30m0s`. */
  readonly limit: string;
  readonly nodes: readonly string[];
  /** The value of `--non-blocking-taints` with which the Ready ones count: its current value, and their own taints. */
  readonly taints: readonly string[];
  /** Those of `nodes` that are not Ready. */
  readonly notReady: readonly string[];
}

/** The suite waits for what runs in kube-system; pods are reported up to Kubernetes 1.26, daemon sets always. */
export interface WaitingForPods {
  readonly kind: "waiting-for-pods";
  readonly of: "pods" | "daemonsets";
  readonly limit: string;
  readonly names: readonly string[];
}

export interface SuiteFinished {
  readonly kind: "suite-finished";
  readonly ran: number;
  readonly of: number;
  readonly passed: number;
  readonly failed: number;
  /** Passed, but not at the first attempt; included in `passed`. */
  readonly flaked: number;
  readonly pending: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly success: boolean;
  /** Why the whole suite failed: `Interrupted by User`, `Suite Timeout Elapsed`. */
  readonly reason?: string;
}
