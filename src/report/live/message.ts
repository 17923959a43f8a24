import type { SpecState } from "../../suite/spec.ts";

/**
 * What the live page is sent about a run, one JSON value each. Times are milliseconds since the epoch, by the clock of the machine that
 * follows the run.
 */
export type LiveMessage =
  | {
      readonly kind: "run";
      readonly at: number;
      readonly name: string;
      /** Ginkgo processes. */
      readonly processes: number;
      readonly facts: readonly (readonly [label: string, value: string])[];
    }
  | LiveProgress
  | { readonly kind: "test"; readonly at: number; readonly test: LiveTest }
  | {
      readonly kind: "pod";
      readonly at: number;
      readonly namespace: string;
      readonly name: string;
      /** An index of `podStates`, and kubectl's word. */
      readonly state: number;
      readonly word: string;
      readonly gone?: true;
    }
  | {
      readonly kind: "notice";
      readonly at: number;
      readonly level: "info" | "warning";
      readonly text: string;
      readonly fix?: string;
    }
  | LiveCause
  /** The last one: the page then is the finished report, or what was shown last. */
  | { readonly kind: "end"; readonly at: number; readonly hasReport: boolean; readonly text: string };

/** How far the run is. */
export interface LiveProgress {
  readonly kind: "progress";
  readonly at: number;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly remaining: number;
  readonly running: readonly { readonly name: string; readonly namespace?: string; readonly since: number }[];
  readonly elapsed?: number;
  readonly left?: number;
  readonly silentSince?: number;
  /** Rows of pods so far: a browser that got fewer knows how many were left out. */
  readonly rows: number;
}

/** A test that has ended. */
export interface LiveTest {
  readonly id: string;
  readonly name: string;
  readonly state: SpecState;
  readonly seconds: number;
  readonly cause?: string;
  readonly message?: string;
  readonly location?: string;
  readonly namespaces?: readonly string[];
}

/** What keeps tests from running, or that it is over. */
export interface LiveCause {
  readonly kind: "cause";
  readonly at: number;
  /** The same for the same cause. */
  readonly id: string;
  readonly change: "begun" | "ongoing" | "over";
  readonly text: string;
  readonly fix?: string;
}
