import { inline } from "../../results/markdown.ts";
import type { Finding } from "../../submission/check/check.ts";
import type { Report } from "../../submission/check/report.ts";
import { botWords, readyWords, sortFindings, verdictWords } from "./check-words.ts";

/** The report for a comment or a job's summary. */
export function checkMarkdown(report: Report, folder: string): string {
  const sorted = sortFindings(report);
  const labels = report.bot.labels.map((label) => `\`${label}\``).join(", ");
  const unseen = sorted.unseen.map(({ id }) => `\`${id}\``).join(", ");
  const parts = [
    `## ${inline(folder)}: ${readyWords(report, sorted)}`,
    `${botWords(report.bot)[0]?.toUpperCase()}${botWords(report.bot).slice(1)}. Labels: ${labels}`,
    ...section("To fix", sorted.toFix),
    ...section("A reviewer may ask", sorted.asked),
    ...(unseen === "" ? [] : [`Not looked at: ${unseen}.`]),
    `${sorted.passed.length} checks passed.`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, findings: readonly Finding[]): string[] {
  return findings.length === 0 ? [] : [`### ${title}`, findings.map(item).join("\n")];
}

function item(finding: Finding): string {
  const { id, title, detail, fix } = finding;
  return [
    `- **${id}**: ${title} (${verdictWords(finding)})`,
    ...detail.map((line) => `  - ${inline(line)}`),
    `  - fix: ${inline(fix)}`,
  ].join("\n");
}
