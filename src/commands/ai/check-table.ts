import type { Finding } from "../../ai/check/check.ts";
import type { Report } from "../../ai/check/report.ts";
import type { Style } from "../../display/style.ts";
import { wrap } from "../../display/wrapped.ts";
import { safe } from "../../text/safe.ts";
import { shortDetail } from "../submission/check-words.ts";
import { readyWords, sortFindings, unshown, validatorWords, verdictWords } from "./check-words.ts";

/** Lines of detail for one check; JSON has all of them. */
const mostDetail = 30;

/** The report for a terminal: first what must be fixed, then what a reviewer would ask about; `columns` wide, or unwrapped. */
export function checkLines(
  report: Report,
  folder: string,
  style: Style,
  columns: number | undefined,
): readonly string[] {
  const sorted = sortFindings(report);
  const paint = report.ready ? style.good : style.bad;
  const wide = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(40, columns);
  const section = (title: string, findings: readonly Finding[], color: (text: string) => string) =>
    findings.length === 0
      ? []
      : ["", style.bold(title), ...findings.flatMap((finding) => block(finding, color, style, wide))];
  const reasons = Map.groupBy(sorted.unseen, ({ detail }) => detail[0]?.replace("not checked: ", "") ?? "");
  const unseen = [...reasons].map(([why, all]) => `${all.map(({ id }) => id).join(", ")}: ${why}`);
  return [
    `${paint(style.bold(readyWords(report, sorted)))}  ${safe(folder)}: ${validatorWords(report)}`,
    ...section("To fix", sorted.toFix, style.bad),
    ...section("A reviewer may ask", sorted.asked, style.warning),
    ...(unseen.length === 0
      ? []
      : ["", "Not checked", ...unseen.flatMap((line) => wrap(safe(line), "  ", "    ", wide))]),
    "",
    style.bold("What no file shows, but a reviewer checks"),
    ...unshown.flatMap((line) => wrap(line, "  ", "    ", wide)),
    "",
    `${sorted.passed.length} checks passed`,
  ];
}

function block(finding: Finding, paint: (text: string) => string, style: Style, wide: number): string[] {
  const { id, detail, fix } = finding;
  return [
    paint(`  ${id}`),
    `    ${verdictWords(finding)}`,
    ...shortDetail(detail, mostDetail)
      .flatMap((text) => text.split("\n"))
      .flatMap((line) => wrap(safe(line), "    ", "      ", wide)),
    ...wrap(`fix: ${safe(fix)}`, "    ", "         ", wide).map((line, at) =>
      at === 0 ? line.replace("fix:", style.bold("fix:")) : line,
    ),
  ];
}
