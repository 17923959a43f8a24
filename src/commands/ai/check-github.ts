import type { Finding } from "../../ai/check/check.ts";
import type { Report } from "../../ai/check/report.ts";
import { workflowCommand } from "../../text/workflow-command.ts";
import {
  readyWords,
  sortFindings,
  unshown,
  validatorWords,
  verdictWords,
  withinLimit,
} from "./check-words.ts";

/**
 * Workflow commands that attach each finding to the product file (docs.github.com, «Workflow commands for GitHub Actions»). `here`
 * is its path from the working directory. No longer than GitHub accepts.
 */
export function annotations(report: Report, here: string): string {
  return withinLimit(sortFindings(report), (sorted) => {
    const words = [
      `${readyWords(report, sorted)}; ${validatorWords(report)}`,
      `no file shows: ${unshown.join("; ")}`,
    ];
    const lines = [
      ...sorted.toFix.map((finding) => annotation("error", finding, here)),
      ...sorted.asked.map((finding) => annotation("warning", finding, here)),
      workflowCommand("notice", { title: "AI conformance" }, words.join("\n")),
    ];
    return lines.map((line) => `${line}\n`).join("");
  });
}

function annotation(kind: "error" | "warning", finding: Finding, here: string): string {
  const { id, detail, fix, line } = finding;
  const at = line === undefined ? {} : { line: String(line) };
  const text = [...detail, `fix: ${fix}`, verdictWords(finding)].join("\n");
  return workflowCommand(kind, { file: here, ...at, title: id }, text);
}
