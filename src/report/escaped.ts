import { safe } from "../text/safe.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Foreign text as HTML takes it between tags and in quoted attributes: one line, nothing in it that acts or reorders. */
export function escaped(text: string): string {
  return safe(text).replace(/[&<>"']/g, (char) => entities[char] ?? "");
}

/** As `escaped`, of text with line ends and tabs. */
export function escapedLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => escaped(line.replaceAll("\t", "    ")))
    .join("\n");
}
