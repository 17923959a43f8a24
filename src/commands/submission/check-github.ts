import type { Finding } from "../../submission/check/check.ts";
import type { Report } from "../../submission/check/report.ts";
import { workflowCommand } from "../../text/workflow-command.ts";
import { botWords, readyWords, sortFindings, unshown, verdictWords, withinLimit } from "./check-words.ts";

/**
 * Workflow commands that attach each finding to its file (docs.github.com, «Workflow commands for GitHub Actions»). `here`
 * is the folder's path from the working directory. No longer than GitHub accepts.
 */
export function annotations(report: Report, folder: string, here: string): string {
  return withinLimit(sortFindings(report), (sorted) => {
    const notChecked = sorted.notChecked.map(({ id }) => id).join(", ");
    const words = [
      `${readyWords(report, sorted)}; ${botWords(report.bot)}`,
      ...(notChecked === "" ? [] : [`not checked: ${notChecked}`]),
      `no file shows: ${unshown.join("; ")}`,
    ];
    const lines = [
      ...sorted.toFix.map((finding) => annotation("error", finding, folder, here)),
      ...sorted.asked.map((finding) => annotation("warning", finding, folder, here)),
      workflowCommand("notice", { title: "submission" }, words.join("\n")),
    ];
    return lines.map((line) => `${line}\n`).join("");
  });
}

function annotation(kind: "error" | "warning", finding: Finding, folder: string, here: string): string {
  const { id, detail, fix, file, line } = finding;
  const isOwn = file?.startsWith(`${folder}/`) === true;
  const where = isOwn ? { file: `${here === "" ? "" : `${here}/`}${file.slice(folder.length + 1)}` } : {};
  const at = isOwn && line !== undefined ? { line: String(line) } : {};
  const text = [...detail, `fix: ${fix}`, verdictWords(finding)].join("\n");
  return workflowCommand(kind, { ...where, ...at, title: id }, text);
}
