import type { Finding } from "../../ai/check/check.ts";
import type { Report } from "../../ai/check/report.ts";
import { inline } from "../../results/markdown.ts";
import {
  readyWords,
  type Sorted,
  sortFindings,
  unshown,
  validatorWords,
  verdictWords,
  withinLimit,
} from "./check-words.ts";

/** The report for a comment or a job's summary, no longer than GitHub accepts. */
export function checkMarkdown(report: Report, folder: string): string {
  return withinLimit(sortFindings(report), (sorted) => markdownOf(report, folder, sorted));
}

function markdownOf(report: Report, folder: string, sorted: Sorted): string {
  const words = validatorWords(report);
  const unseen = sorted.unseen.map(({ id }) => `\`${id}\``).join(", ");
  const parts = [
    `## ${inline(folder)}: ${readyWords(report, sorted)}`,
    `${words[0]?.toUpperCase()}${words.slice(1)}.`,
    ...section("To fix", sorted.toFix),
    ...section("A reviewer may ask", sorted.asked),
    ...(unseen === "" ? [] : [`Not checked: ${unseen}.`]),
    `What no file shows, but a reviewer checks:\n\n${unshown.map((line) => `- ${inline(line)}`).join("\n")}`,
    `${sorted.passed.length} checks passed.`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, findings: readonly Finding[]): string[] {
  return findings.length === 0 ? [] : [`### ${title}`, findings.map(item).join("\n")];
}

function item(finding: Finding): string {
  return [
    `- **${finding.id}** (${verdictWords(finding)})`,
    ...finding.detail.map((line) => `  - ${inline(line)}`),
    `  - fix: ${inline(finding.fix)}`,
  ].join("\n");
}
