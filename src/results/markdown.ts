/** `text` as plain words on one line: no line ends, nothing that would start markup or HTML. */
export function inline(text: string): string {
  return plain(text)
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>|&#]/g, "\\$&");
}

/** `text` in a fenced block that nothing in the text can end. */
export function fenced(text: string, language = ""): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${plain(text).trimEnd()}\n${fence}`;
}

/** A table; the cells already are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** `text` without control characters, except line ends and tabs. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, (mark) => (mark === "\n" || mark === "\t" ? mark : ""));
}
