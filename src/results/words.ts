import { clock } from "../text/duration.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * The run in one line, without its first word: `440 passed, 1 failed of 441 in 27m02s · not certifiable: 1 required
 * test failed`.
 */
export function verdictWords(record: RunRecord): string {
  return `${countWords(record.counts, suiteTime(record))} · ${certifiableWords(record)}`;
}

/** `440 passed, 1 failed of 441 in 27m02s`, without what is not known. */
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

/** How long the suite took, where it was seen to begin and end; the run's time says little of the cluster. */
export function suiteTime(record: Pick<RunRecord, "times">): string | undefined {
  const { suiteStarted, suiteFinished } = record.times;
  if (suiteStarted === undefined || suiteFinished === undefined) return undefined;
  return tookText((Date.parse(suiteFinished) - Date.parse(suiteStarted)) / 1000);
}

/** Seconds as a person reads them: `0.4s`, `45s`, `27m02s`, `1h02m`. */
export function tookText(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)}s`;
  return clock(Math.round(seconds) * 1000);
}

/** A command's words as a POSIX shell takes them. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
