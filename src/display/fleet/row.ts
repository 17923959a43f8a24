import type { ProgressEvent, RunEvent, RunFinishedEvent } from "../../run/events.ts";
import { progressAfter } from "../progress.ts";

/** The state of a cluster's run; the last four are final. */
export type Phase =
  | "preflight"
  | "starting"
  | "running"
  | "finishing"
  | "passed"
  | "failed"
  | "no verdict"
  | "detached";

/** One of several clusters: what is known about its run. */
export interface Row {
  readonly name: string;
  readonly phase: Phase;
  readonly progress: ProgressEvent | undefined;
  /** What it waits for, or why it has no verdict. */
  readonly words: string;
  /** The suite's own duration in seconds, if it finished. */
  readonly seconds: number | undefined;
  readonly finished: RunFinishedEvent | undefined;
}

/** A cluster about which nothing is known yet. */
export function newRow(name: string): Row {
  const unknown = { progress: undefined, seconds: undefined, finished: undefined };
  return { name, phase: "preflight", words: "", ...unknown };
}

/** What is known about a cluster's run after one of its events. */
export function rowAfter(row: Row, event: RunEvent): Row {
  const progress = progressAfter(row.progress, event);
  switch (event.kind) {
    case "starting":
      return { ...row, phase: "starting", words: event.text };
    case "suite-started":
      return { ...row, phase: "running", words: "", progress };
    case "progress":
      return { ...row, progress };
    case "suite-finished":
      return { ...row, phase: "finishing", progress, seconds: event.seconds };
    case "run-finished": {
      const phase = event.verdict === "incomplete" ? "no verdict" : event.verdict;
      return { ...row, phase, finished: event };
    }
    case "run-left":
      return { ...row, phase: "detached", words: "" };
    case "cleaned":
      return {
        ...row,
        words: event.remains.length === 0 ? row.words : `still there: ${event.remains.join("; ")}`,
      };
    case "finding":
    case "run-started":
    case "pod":
    case "spec-started":
    case "spec-finished":
    case "notice":
    case "cause":
      return row;
  }
}

/** Whether nothing more will happen there. */
export function hasEnded({ phase }: Row): boolean {
  return phase === "passed" || phase === "failed" || phase === "no verdict" || phase === "detached";
}
