import type { Finding, OurVerdict } from "../../submission/check/check.ts";
import type { BotReport, Report } from "../../submission/check/report.ts";

/** What is shown of a report, in order: what must be fixed, what a reviewer would ask about, what could not be checked. */
export interface Sorted {
  readonly toFix: readonly Finding[];
  readonly asked: readonly Finding[];
  readonly notChecked: readonly Finding[];
  readonly passed: readonly Finding[];
}

/** Sorts a report; checks that fail for the same reason are merged, under all their names. */
export function sortFindings({ checks }: Report): Sorted {
  const having = (verdict: OurVerdict) => checks.filter(({ ours }) => ours === verdict);
  const failed = having("fail");
  const groups = Map.groupBy(failed, (finding) => causeOf(finding, failed));
  const toFix = [...groups].map(([cause, findings]) => {
    const others = findings.filter((finding) => finding !== cause);
    return { ...cause, id: [cause, ...others].map(({ id }) => id).join(", ") };
  });
  return {
    toFix,
    asked: having("warn"),
    notChecked: having("not-checked"),
    passed: having("pass"),
  };
}

/** The finding that has to be fixed for this one to pass. */
function causeOf(finding: Finding, failed: readonly Finding[]): Finding {
  const words = ({ detail }: Finding) => detail.join("\n").replaceAll(": the bot runs no checks", "");
  const same = failed.find((other) => words(other) === words(finding)) ?? finding;
  const cause = failed.find(({ id }) => id === same.follows);
  return cause === undefined || cause === same ? same : causeOf(cause, failed);
}

/** What a reviewer checks and no file shows. */
export const unshown = [
  "the participation form: signed, with the name and website_url that PRODUCT.yaml has",
  "the logo: shows the name of the product or company, readable on white, without the Kubernetes wheel",
  "README.md: a stranger can repeat each step",
] as const;

// GitHub accepts 65,536 characters in a comment
const mostCharacters = 60_000;
const longestLine = 300;

/** The result of `print` with findings cut until it is short enough for GitHub; their first details are kept. */
export function withinLimit(sorted: Sorted, print: (sorted: Sorted) => string): string {
  for (const most of [30, 10, 3]) {
    const text = print(shortened(sorted, most));
    if (text.length <= mostCharacters) return text;
  }
  return print(shortened(sorted, 1));
}

function shortened(sorted: Sorted, most: number): Sorted {
  const short = (finding: Finding) => ({
    ...finding,
    detail: shortDetail(finding.detail, most).map(cut),
    fix: cut(finding.fix),
  });
  return { ...sorted, toFix: sorted.toFix.map(short), asked: sorted.asked.map(short) };
}

/** The first lines, and how many more there are. */
export function shortDetail(detail: readonly string[], most: number): readonly string[] {
  const left = detail.length - most;
  return left > 0 ? [...detail.slice(0, most), `and ${left} more (-o json has all)`] : detail;
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}

/** `v1.35/acme/PRODUCT.yaml:7`, if the line is known. */
export function placeOf({ file, line }: Finding): string | undefined {
  return file === undefined || line === undefined ? undefined : `${file}:${line}`;
}

/** `bot: pass, reviewer: would ask`. */
export function verdictWords({ bot, ours }: Finding): string {
  if (bot === "fail") return "bot: fail";
  const words = {
    pass: "nothing to ask",
    warn: "would ask",
    fail: "would refuse",
    "not-checked": "not checked",
  }[ours];
  return bot === "pass" ? `bot: pass, reviewer: ${words}` : `reviewer: ${words}`;
}

/** `the bot would pass 15 of 15`. */
export function botWords({ state, passed, of }: BotReport): string {
  if (state === "pending") return `the bot would not run its ${of} checks`;
  return `the bot would pass ${passed} of ${of}`;
}

/** `ready`, `ready, with 2 things a reviewer may ask about`, `not ready: 3 things to fix`. */
export function readyWords({ ready }: Report, { toFix, asked }: Sorted): string {
  if (!ready) return `not ready: ${things(toFix.length)} to fix`;
  return asked.length === 0 ? "ready" : `ready, with ${things(asked.length)} a reviewer may ask about`;
}

function things(count: number): string {
  return count === 1 ? "1 thing" : `${count} things`;
}
