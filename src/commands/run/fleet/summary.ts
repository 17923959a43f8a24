import path from "node:path";
import { columns } from "../../../display/columns.ts";
import type { Row } from "../../../display/fleet/row.ts";
import { type ExitCode, exitCode } from "../../../errors.ts";
import { clock } from "../../../text/duration.ts";
import { safeJson } from "../../../text/safe.ts";

/** How the run on one of several clusters ended. */
export interface FleetResult {
  readonly cluster: string;
  readonly run: string | undefined;
  readonly code: ExitCode;
  readonly verdict: "passed" | "failed" | "no verdict" | "detached";
  readonly certifiable: boolean;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  /** The suite's own duration, if it finished. */
  readonly seconds: number | undefined;
  /** Undefined if the run did not end here. */
  readonly folder: string | undefined;
  readonly error: string | undefined;
  readonly fix: string | undefined;
}

/** What is reported about a cluster's run at its end. */
export function fleetResult(
  row: Row,
  ended: Pick<FleetResult, "code" | "run" | "error" | "fix">,
): FleetResult {
  const { name: cluster, phase, progress, seconds, finished } = row;
  const verdict = phase === "passed" || phase === "failed" || phase === "detached" ? phase : "no verdict";
  const { total, passed, failed } = progress ?? { total: 0, passed: 0, failed: 0 };
  const certifiable = finished?.certifiable ?? false;
  return {
    cluster,
    verdict,
    certifiable,
    total,
    passed,
    failed,
    seconds,
    folder: finished?.folder,
    ...ended,
  };
}

// first what a person ended, then what has no verdict, what was wrong from the start, what failed
const worstFirst: readonly ExitCode[] = [
  exitCode.interrupted,
  exitCode.noVerdict,
  exitCode.badInput,
  exitCode.testsFailed,
  exitCode.notCertifiable,
];

/** The exit code of several runs: the worst, in the order 130, 3, 2, 1, 4, 0. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCode.passed;
}

/** A row for each cluster, under a header. */
export function summaryTable(results: readonly FleetResult[], cwd: string): string {
  const rows = results.map((result) => [
    result.cluster,
    result.verdict,
    result.verdict === "passed" || result.verdict === "failed" ? (result.certifiable ? "yes" : "no") : "-",
    result.total === 0 ? "-" : String(result.passed),
    result.total === 0 ? "-" : String(result.failed),
    result.total === 0 ? "-" : String(result.total),
    result.seconds === undefined ? "-" : clock(result.seconds * 1000),
    result.folder === undefined ? "-" : path.relative(cwd, result.folder) || ".",
  ]);
  return columns(["CLUSTER", "VERDICT", "CERTIFIABLE", "PASSED", "FAILED", "TOTAL", "TOOK", "FOLDER"], rows);
}

/** Everything in one line of JSON, the last of `-o jsonl`. */
export function summaryLine(results: readonly FleetResult[], code: ExitCode, at: number): string {
  const event = { at: new Date(at).toISOString(), kind: "fleet-finished", code, clusters: results };
  return `${safeJson(JSON.stringify(event))}\n`;
}
