import type { Finding } from "../preflight/preflight.ts";
import { asCalled } from "../process/called-as.ts";
import { safe } from "../text/safe.ts";
import type { Style } from "./style.ts";

/**
 * The lines of findings: one for each, and below it why it matters and how to fix it, if known; `name` is
 * how this program was called.
 */
export function findingLines(findings: readonly Finding[], style: Style, name: string): readonly string[] {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const longest = Math.max(0, ...findings.map(({ status }) => status.length));
  const indent = " ".repeat(longest + 2 + width + 2);
  return findings.flatMap(({ check, status, summary, why, fix }) => [
    `${painted(status, style)}${" ".repeat(longest - status.length)}  ${check.padEnd(width)}  ${safe(summary)}`,
    ...(why === undefined ? [] : [`${indent}${safe(why)}`]),
    ...(fix === undefined ? [] : [`${indent}${style.bold("fix:")} ${safe(asCalled(fix, name))}`]),
  ]);
}

/** `22 checks: 20 passed, 1 warned, 1 failed`. */
export function findingCounts(findings: readonly Finding[]): string {
  const number = (status: Finding["status"]) =>
    findings.filter((finding) => finding.status === status).length;
  const unknown = number("unknown");
  const rest = unknown === 0 ? "" : `, ${unknown} unknown`;
  return `${number("pass")} passed, ${number("warn")} warned, ${number("fail")} failed${rest}`;
}

function painted(status: Finding["status"], style: Style): string {
  const paint = { pass: style.good, warn: style.warning, fail: style.bad, unknown: style.warning }[status];
  return paint(status);
}
