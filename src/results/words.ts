import { clock } from "../text/duration.ts";
import type { Results } from "./results.ts";
import type { ApiCoverage, RunRecord, RunTimes } from "./run-record.ts";

/**
 * The run in one line, without its verdict: `440 passed, 1 failed of 441 in 27m02s · not certifiable: 1 required
 * test failed`.
 */
export function verdictWords(record: RunRecord): string {
  return `${countWords(record.counts, suiteTime(record))} · ${certifiableWords(record)}`;
}

/** `549 of 549 eligible endpoints of v1.35`. */
export function coverageWords({ covered, eligible, release }: ApiCoverage): string {
  return `${covered} of ${eligible} eligible endpoints of ${release}`;
}

/** Like `verdictWords`, for any runner's results; for those without a verdict, the reason. */
export function resultWords(results: Results): string {
  const { counts, seconds, verdict, reason } = results;
  const took = seconds === undefined ? undefined : tookText(seconds);
  const words = countWords({ ...counts, total: counts.total === 0 ? undefined : counts.total }, took);
  if (verdict === "incomplete") return `${words} · no verdict${reason === undefined ? "" : `: ${reason}`}`;
  return `${words} · ${certifiableWords(results)}`;
}

/** `440 passed, 1 failed of 441 in 27m02s`, without what is unknown. */
export function countWords(
  {
    passed,
    failed,
    total,
  }: { readonly passed: number; readonly failed: number; readonly total: number | undefined },
  took: string | undefined,
): string {
  const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`;
  return `${counts}${total === undefined ? "" : ` of ${total}`}${took === undefined ? "" : ` in ${took}`}`;
}

/** `certifiable`, or that it is not and why. */
export function certifiableWords({
  certifiable,
  deviations,
}: Pick<RunRecord, "certifiable" | "deviations">): string {
  if (certifiable) return "certifiable";
  return deviations.length === 0 ? "not certifiable" : `not certifiable: ${deviations.join("; ")}`;
}

/** The facts that say how long a suite took. */
export interface TimedSuite {
  readonly times: RunTimes;
  readonly suite?: { readonly seconds?: number };
}

/** How long the suite took, by its own account or as observed; the run's own time says little about the cluster. */
export function suiteTime({ times, suite }: TimedSuite): string | undefined {
  // in a record by an older version
  const seen = (Date.parse(times.suiteFinished ?? "") - Date.parse(times.suiteStarted ?? "")) / 1000;
  const seconds = suite?.seconds ?? seen;
  return Number.isNaN(seconds) ? undefined : tookText(seconds);
}

/** Seconds in a readable form: `0.4s`, `45s`, `27m02s`, `1h02m`. */
export function tookText(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)}s`;
  return clock(Math.round(seconds) * 1000);
}

/** A command's words, quoted for a POSIX shell. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
