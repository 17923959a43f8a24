import { inline } from "../../results/markdown.ts";
import type { Finding } from "../../submission/check/check.ts";
import type { Report } from "../../submission/check/report.ts";
import {
  botWords,
  placeOf,
  readyWords,
  type Sorted,
  sortFindings,
  unshown,
  verdictWords,
  withinLimit,
} from "./check-words.ts";

/** The report for a comment or a job's summary, no longer than GitHub accepts. */
export function checkMarkdown(report: Report, folder: string): string {
  return withinLimit(sortFindings(report), (sorted) => markdownOf(report, folder, sorted));
}

function markdownOf(report: Report, folder: string, sorted: Sorted): string {
  const labels = report.bot.labels.map((label) => `\`${label}\``).join(", ");
  const notChecked = sorted.notChecked.map(({ id }) => `\`${id}\``).join(", ");
  const parts = [
    `## ${inline(folder)}: ${readyWords(report, sorted)}`,
    `${botWords(report.bot)[0]?.toUpperCase()}${botWords(report.bot).slice(1)}. Labels: ${labels}`,
    ...section("To fix", sorted.toFix),
    ...section("A reviewer may ask", sorted.asked),
    ...(notChecked === "" ? [] : [`Not checked: ${notChecked}.`]),
    `What no file shows, but a reviewer checks:\n\n${unshown.map((line) => `- ${inline(line)}`).join("\n")}`,
    `${sorted.passed.length} checks passed.`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, findings: readonly Finding[]): string[] {
  return findings.length === 0 ? [] : [`### ${title}`, findings.map(item).join("\n")];
}

function item(finding: Finding): string {
  const { id, detail, fix } = finding;
  const place = placeOf(finding);
  const where = place === undefined ? "" : `, ${inline(place)}`;
  return [
    `- **${id}**${where} (${verdictWords(finding)})`,
    ...detail.map((line) => `  - ${inline(line)}`),
    `  - fix: ${inline(fix)}`,
  ].join("\n");
}
