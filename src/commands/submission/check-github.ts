import type { Finding } from "../../submission/check/check.ts";
import type { Report } from "../../submission/check/report.ts";
import { safe } from "../../text/safe.ts";
import { botWords, readyWords, sortFindings, unshown, verdictWords, withinLimit } from "./check-words.ts";

/**
 * Workflow commands that put each finding on its file (docs.github.com, «Workflow commands for GitHub Actions»). `here`
 * is where the folder is from where the program runs. No longer than GitHub takes.
 */
export function annotations(report: Report, folder: string, here: string): string {
  return withinLimit(sortFindings(report), (sorted) => {
    const words = [
      `${readyWords(report, sorted)}; ${botWords(report.bot)}`,
      `no file shows: ${unshown.join("; ")}`,
    ];
    const lines = [
      ...sorted.toFix.map((finding) => annotation("error", finding, folder, here)),
      ...sorted.asked.map((finding) => annotation("warning", finding, folder, here)),
      command("notice", { title: "submission" }, words.join("\n")),
    ];
    return lines.map((line) => `${line}\n`).join("");
  });
}

function annotation(kind: "error" | "warning", finding: Finding, folder: string, here: string): string {
  const { id, detail, fix, file, line } = finding;
  const isOwn = file?.startsWith(`${folder}/`) === true;
  const where = isOwn ? { file: `${here === "" ? "" : `${here}/`}${file.slice(folder.length + 1)}` } : {};
  const at = isOwn && line !== undefined ? { line: String(line) } : {};
  const text = [...detail, `fix: ${fix}`, verdictWords(finding)].map(safe).join("\n");
  return command(kind, { ...where, ...at, title: id }, text);
}

function command(kind: string, properties: Readonly<Record<string, string>>, message: string): string {
  const words = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(safe(value))}`);
  return `::${kind} ${words.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
