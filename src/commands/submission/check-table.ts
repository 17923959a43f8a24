import type { Style } from "../../display/style.ts";
import type { Finding } from "../../submission/check/check.ts";
import type { Report } from "../../submission/check/report.ts";
import { safe } from "../../text/safe.ts";
import {
  botWords,
  placeOf,
  readyWords,
  type Sorted,
  shortDetail,
  sortFindings,
  unshown,
  verdictWords,
} from "./check-words.ts";

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
  const head = `${paint(style.bold(readyWords(report, sorted)))}  ${safe(folder)}: ${botWords(report.bot)}`;
  return [
    head,
    ...wrap(`labels: ${report.bot.labels.map(safe).join(", ")}`, "", "        ", wide),
    ...section("To fix", sorted.toFix, style.bad, style, wide),
    ...section("A reviewer may ask", sorted.asked, style.warning, style, wide),
    ...notCheckedLines(sorted, wide),
    "",
    style.bold("What no file shows, but a reviewer checks"),
    ...unshown.flatMap((line) => wrap(line, "  ", "    ", wide)),
    "",
    `${sorted.passed.length} checks passed`,
  ];
}

function section(
  title: string,
  findings: readonly Finding[],
  paint: (text: string) => string,
  style: Style,
  wide: number,
): string[] {
  if (findings.length === 0) return [];
  return ["", style.bold(title), ...findings.flatMap((finding) => block(finding, paint, style, wide))];
}

function block(finding: Finding, paint: (text: string) => string, style: Style, wide: number): string[] {
  const { id, detail, fix } = finding;
  const place = placeOf(finding);
  const heading = place === undefined ? id : `${id}  ${safe(place)}`;
  return [
    ...wrap(heading, "  ", "    ", wide).map((line) => paint(line)),
    `    ${verdictWords(finding)}`,
    ...shortDetail(detail, mostDetail).flatMap((line) => wrap(safe(line), "    ", "      ", wide)),
    ...wrap(`fix: ${safe(fix)}`, "    ", "         ", wide).map((line, at) =>
      at === 0 ? line.replace("fix:", style.bold("fix:")) : line,
    ),
  ];
}

/** What was not checked: one line per reason. */
function notCheckedLines({ notChecked }: Sorted, wide: number): string[] {
  if (notChecked.length === 0) return [];
  const reasons = Map.groupBy(notChecked, ({ detail }) => detail[0] ?? "");
  const lines = [...reasons].map(([why, findings]) => `${findings.map(({ id }) => id).join(", ")}: ${why}`);
  return ["", "Not checked", ...lines.flatMap((line) => wrap(safe(line), "  ", "    ", wide))];
}

/** Lines no wider than `wide`, broken at spaces; a wider word stays whole, so that it can be copied. */
function wrap(text: string, first: string, next: string, wide: number): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    const isStart = line === first || line === next;
    if (!isStart && line.length + 1 + word.length > wide) {
      lines.push(line);
      line = next + word;
    } else line += isStart && line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
