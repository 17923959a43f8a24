import type { Verdict } from "../../../results/run-record.ts";
import type { ViewedSpec } from "../../../results/view.ts";
import { countWords, suiteTime, verdictWords } from "../../../results/words.ts";
import type { RunResult } from "../../../run/session-result.ts";

/** The suite has ended, or this program can do nothing more for its run. */
export interface RunEnd {
  readonly kind: "ended";
  /** The run's id. */
  readonly run: string;
  readonly verdict: Verdict;
  readonly certifiable: boolean;
  /** The result in one line, without the verdict: `440 passed, 1 failed of 441 in 27m02s · not certifiable: …`. */
  readonly words: string;
  /** Why there is no verdict. */
  readonly reason: string | undefined;
  /** Whether somebody ended it on purpose. */
  readonly isStopped: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly total: number;
  /** The server's version: `v1.35.4`. */
  readonly kubernetes: string;
  /** The results folder, as an absolute path; undefined if it is incomplete. */
  readonly folder: string | undefined;
  /** summary.md in it. */
  readonly summary: string | undefined;
  readonly specs: readonly ViewedSpec[];
}

/** The run goes on in the cluster without this program. */
export interface RunLeftBehind {
  readonly kind: "left";
  readonly run: string;
}

/** Something that is done when this program has finished with a run; it never throws. */
export type EndAction = (end: RunEnd | RunLeftBehind) => Promise<void>;

/** The end of a run that has a folder. */
export function endOf({ record, cutShort, layout, specs }: Extract<RunResult, { kind: "finished" }>): RunEnd {
  const { id, verdict, certifiable, reason, counts, kubernetes } = record;
  return {
    kind: "ended",
    run: id,
    verdict,
    certifiable,
    words:
      verdict === "incomplete"
        ? `${countWords(counts, suiteTime(record))} · no verdict`
        : verdictWords(record),
    reason,
    isStopped: cutShort === "stopped" || cutShort === "aborted",
    passed: counts.passed,
    failed: counts.failed,
    total: counts.total,
    kubernetes: kubernetes.server,
    folder: layout.dir,
    summary: layout.summary,
    specs,
  };
}

/** The end of a run that this program had to leave without a verdict. */
export function lostEnd(run: string, kubernetes: string, reason: string): RunEnd {
  return {
    kind: "ended",
    run,
    verdict: "incomplete",
    certifiable: false,
    words: "no verdict",
    reason,
    isStopped: false,
    passed: 0,
    failed: 0,
    total: 0,
    kubernetes,
    folder: undefined,
    summary: undefined,
    specs: [],
  };
}
