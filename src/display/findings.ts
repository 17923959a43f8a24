import type { Finding } from "../preflight/preflight.ts";
import { asCalled } from "../process/called-as.ts";
import { safe } from "../text/safe.ts";
import type { Style } from "./style.ts";

/**
 * The lines of findings: one for each, and beneath those that did not pass, why it matters and how to fix it; `name` is
 * how this program was called.
 */
export function findingLines(findings: readonly Finding[], style: Style, name: string): readonly string[] {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const indent = " ".repeat("pass  ".length + width + 2);
  return findings.flatMap(({ check, status, summary, why, fix }) => [
    `${painted(status, style)}  ${check.padEnd(width)}  ${safe(summary)}`,
    ...(why === undefined ? [] : [`${indent}${safe(why)}`]),
    ...(fix === undefined ? [] : [`${indent}${style.bold("fix:")} ${safe(asCalled(fix, name))}`]),
  ]);
}

/** `22 checks: 20 passed, 1 warned, 1 failed`. */
export function findingCounts(findings: readonly Finding[]): string {
  const number = (status: Finding["status"]) =>
    findings.filter((finding) => finding.status === status).length;
  return `${number("pass")} passed, ${number("warn")} warned, ${number("fail")} failed`;
}

function painted(status: Finding["status"], style: Style): string {
  const paint = { pass: style.good, warn: style.warning, fail: style.bad }[status];
  return paint(status);
}
