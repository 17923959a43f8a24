import type { SpecState } from "../suite/spec.ts";

/** What the page gets besides its text: one JSON value. Times are milliseconds after `zero`, by the suite's clock. */
export interface ReportData {
  /** The first moment of the timeline, in milliseconds since the epoch; undefined if nothing has a time. */
  readonly zero?: number;
  /** Whether the run goes on: what the log says is not known yet. */
  readonly isLive?: true;
  /** How long the timeline is. */
  readonly span: number;
  readonly tests: readonly TestData[];
  /** How many lanes the tests were placed in. */
  readonly lanes: number;
  /** Whether each lane is a Ginkgo process, according to the log; otherwise some are derived from the times. */
  readonly lanesKnown: boolean;
  /** Ginkgo processes, if the results say; differs from `lanes` if the times of the tests do not fit them. */
  readonly processes?: number;
  readonly pods: readonly PodData[];
  readonly notices: readonly NoticeData[];
  /** Periods in which the API server was not heard from. */
  readonly silences: readonly Span[];
  readonly path?: CriticalPath;
  /** Where the log was found: for messages. */
  readonly logName?: string;
}

/** A period, as its first and its last moment. */
export type Span = readonly [from: number, to: number];

/** A test of the suite. */
export interface TestData {
  /** The same for the same name in every report. */
  readonly id: string;
  readonly name: string;
  readonly state: SpecState | "running";
  readonly seconds: number;
  readonly flaked?: true;
  readonly began?: number;
  readonly ended?: number;
  /** From 0. */
  readonly lane?: number;
  readonly cause?: string;
  readonly message?: string;
  readonly location?: string;
  readonly namespaces?: readonly string[];
  readonly log?: LogPart;
  /** What the cluster looked like when it failed: files of its evidence. */
  readonly evidence?: readonly { readonly name: string; readonly text: string }[];
}

/** Where a test's part of e2e.log is in the page's text of it, in UTF-16 units. */
export interface LogPart {
  readonly from: number;
  readonly to: number;
  /** The number of its first line in e2e.log, from 1. */
  readonly line: number;
  /** The number of lines that were left out after so many of its lines. */
  readonly left?: { readonly after: number; readonly lines: number };
}

/** The state of a pod. */
export const podStates = ["waiting", "running", "completed", "failing", "terminating"] as const;
export type PodState = (typeof podStates)[number];

/** A pod from its first row to its last. */
export interface PodData {
  readonly namespace: string;
  readonly name: string;
  /** Since when it was in which state, as an index of `podStates`, and in kubectl's word. */
  readonly states: readonly (readonly [at: number, state: number, word: string])[];
  /** When it was deleted; if missing, it still existed at the end. */
  readonly ended?: number;
}

/** Something that was reported while the run was followed. */
export interface NoticeData {
  readonly at: number;
  readonly level: "info" | "warning";
  readonly text: string;
  readonly fix?: string;
}

/** What the end of the suite waited for. */
export interface CriticalPath {
  /** The tests of the chain that ends with the last one, in order, as indexes of `tests`. */
  readonly tests: readonly number[];
  /** Milliseconds on the chain in which none of them ran. */
  readonly idle: number;
  /** While tests ran in parallel. */
  readonly parallel?: PhaseData;
  /** While Ginkgo ran those that must run alone. */
  readonly serial?: PhaseData;
}

/** A part of the suite's time. */
export interface PhaseData {
  readonly from: number;
  readonly to: number;
  readonly tests: number;
  /** The share of the lanes' time in which a test ran: 0 to 1. */
  readonly busy: number;
  /** When the first lane had nothing left to do. */
  readonly firstIdle: number;
}
