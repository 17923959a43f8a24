import { safe } from "../text/safe.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Untrusted text for HTML, between tags and in quoted attributes: one line, nothing in it that acts or reorders. */
export function escaped(text: string): string {
  return safe(text).replace(/[&<>"']/g, (char) => entities[char] ?? "");
}

/** Like `escaped`, for text with line ends and tabs. */
export function escapedLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => escaped(line.replaceAll("\t", "    ")))
    .join("\n");
}
