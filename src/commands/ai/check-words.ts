import type { Finding } from "../../ai/check/check.ts";
import type { Report } from "../../ai/check/report.ts";
import { shortDetail } from "../submission/check-words.ts";

/** What is shown of a report, in order: what must be fixed, what a reviewer would ask about, what could not be checked. */
export interface Sorted {
  readonly toFix: readonly Finding[];
  readonly asked: readonly Finding[];
  readonly unseen: readonly Finding[];
  readonly passed: readonly Finding[];
}

export function sortFindings({ checks }: Report): Sorted {
  const isUnseen = ({ ours, detail }: Finding) =>
    ours === "pass" && detail[0]?.startsWith("not checked: ") === true;
  return {
    toFix: checks.filter(({ ours }) => ours === "fail"),
    asked: checks.filter(({ ours }) => ours === "warn"),
    unseen: checks.filter(isUnseen),
    passed: checks.filter((finding) => finding.ours === "pass" && !isUnseen(finding)),
  };
}

/** What a reviewer checks and no file shows. */
export const unshown = [
  "the organization accepts the terms and conditions of the program",
  "the logo: shows the product's name, and follows the guidelines of the landscape",
  "repoUrl: given if the product is open source",
] as const;

// GitHub accepts 65,536 characters in a comment
const mostCharacters = 60_000;
const longestLine = 400;

/** The result of `print` with findings cut until it is short enough for GitHub; their first details are kept. */
export function withinLimit(sorted: Sorted, print: (sorted: Sorted) => string): string {
  const shortened = (most: number): Sorted => {
    const short = (finding: Finding) => ({
      ...finding,
      detail: shortDetail(finding.detail, most).map((line) =>
        line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line,
      ),
    });
    return { ...sorted, toFix: sorted.toFix.map(short), asked: sorted.asked.map(short) };
  };
  for (const most of [30, 10, 3]) {
    const text = print(shortened(most));
    if (text.length <= mostCharacters) return text;
  }
  return print(shortened(1));
}

/** `validator: pass, reviewer: would ask`. */
export function verdictWords({ validator, ours }: Finding): string {
  const words = { pass: "nothing to ask", warn: "would ask", fail: "would refuse" }[ours];
  if (validator === "fail") return "validator: error";
  if (validator === "warn") return "validator: warning";
  return validator === "pass" ? `validator: pass, reviewer: ${words}` : `reviewer: ${words}`;
}

/** `the validator would report 2 errors and 1 warning`. */
export function validatorWords({ validator: { errors, warnings } }: Report): string {
  if (errors.length + warnings.length === 0) return "the validator would accept it";
  const parts = [
    ...(errors.length > 0 ? [count(errors.length, "error")] : []),
    ...(warnings.length > 0 ? [count(warnings.length, "warning")] : []),
  ];
  const verb = errors.length > 0 ? "the validator would report" : "the validator would accept it with";
  return `${verb} ${parts.join(" and ")}`;
}

/** `ready`, `ready, with 2 things a reviewer may ask about`, `not ready: 3 things to fix`. */
export function readyWords({ ready }: Report, { toFix, asked }: Sorted): string {
  if (!ready) return `not ready: ${count(toFix.length, "thing")} to fix`;
  return asked.length === 0
    ? "ready"
    : `ready, with ${count(asked.length, "thing")} a reviewer may ask about`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
