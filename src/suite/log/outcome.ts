import type { SpecState } from "../spec.ts";

/** The line that ends a spec, or one of the suite's own nodes. */
export interface Outcome {
  readonly state: SpecState;
  readonly seconds: number;
  /** `[SynchronizedBeforeSuite]` and the like; absent for specs. */
  readonly suiteNode?: string;
}

// `• [1.234 seconds]`, `• [FAILED] [1.234 seconds]`, `P [PENDING]`, `[ReportAfterSuite] PASSED [0.001 seconds]`
const line =
  /([•↺SP]|\[[A-Z]\w+Suite\]|\[DeferCleanup \(Suite\)\])(?: \[?([A-Z][A-Z]+)\b[^[\]]{0,40}\]?)?(?: DURING REPETITION #\d+)?(?: \[([\d.]+) seconds\])?$/;

const states: Record<string, SpecState> = {
  PASSED: "passed",
  FLAKEY: "passed",
  FAILED: "failed",
  SKIPPED: "skipped",
  PENDING: "pending",
  PANICKED: "panicked",
  INTERRUPTED: "interrupted",
  ABORTED: "aborted",
  TIMEDOUT: "timedout",
};

/**
 * The outcome that Ginkgo v2 reports with this line; undefined for any other line. While a spec is `running`, output
 * without a line end may come before its bullet.
 */
export function readOutcome(text: string, running: boolean): Outcome | undefined {
  if (!text.endsWith("]")) return undefined;
  const found = line.exec(text);
  if (found === null) return undefined;
  const [, mark = "", word, seconds] = found;
  const state = word === undefined && mark === "•" ? "passed" : states[word ?? ""];
  const isAlone = found.index === 0 || (running && (mark === "•" || mark === "↺"));
  if (state === undefined || !isAlone) return undefined;
  if (word === undefined && seconds === undefined) return undefined;
  const suiteNode = mark.startsWith("[") ? { suiteNode: mark } : {};
  return { state, seconds: Number(seconds ?? 0), ...suiteNode };
}
