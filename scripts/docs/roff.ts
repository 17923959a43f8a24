import type { CommandDoc, Described, Part } from "./commands.ts";

const product = "kubectl conformance";
const longestLine = 78;

/**
 * The man page of a command (section 1), in the macros of man(7).
 * @param date when the page last changed: `2026-11-20`
 */
export function commandRoff(doc: CommandDoc, all: readonly CommandDoc[], date: string): string {
  const near = [...(doc.above === undefined ? [] : [doc.above]), ...doc.beneath];
  const beneath = doc.beneath.flatMap((page) => all.filter((other) => other.page === page));
  return [
    ".\\\" made by npm run docs from the commands' declarations",
    `.TH ${literal(doc.page.toUpperCase())} 1 "${date}" "${product}" "${product}"`,
    ".nh",
    ".ad l",
    ".SH NAME",
    `${literal(doc.page)} \\- ${literal(doc.summary)}`,
    ".SH SYNOPSIS",
    `.B ${literal(doc.name)}`,
    ...(doc.usage === doc.name ? [] : [literal(doc.usage.slice(doc.name.length + 1))]),
    ".SH DESCRIPTION",
    prose(doc.description),
    ...(beneath.length === 0
      ? []
      : [".SH COMMANDS", ...tagged(beneath.map((other) => ({ term: other.name, text: other.summary })))]),
    ...(doc.arguments.length === 0 ? [] : [".SH ARGUMENTS", ...tagged(doc.arguments)]),
    ...(doc.flags.length === 0 ? [] : [".SH OPTIONS"]),
    ...doc.flags.flatMap((group) => [
      ...(group.heading === "Options" ? [] : [`.SS ${literal(group.heading)}`]),
      ...tagged(group.entries),
    ]),
    ...doc.parts.flatMap(partLines),
    ...(near.length === 0
      ? []
      : [".SH SEE ALSO", near.map((page) => `.BR ${literal(page)} (1)`).join(" ,\n")]),
    "",
  ].join("\n");
}

function tagged(entries: readonly Described[]): readonly string[] {
  return entries.flatMap(({ term, text }) => [".TP", `.B ${literal(term)}`, prose(text)]);
}

function partLines({ heading, lines }: Part): readonly string[] {
  const name = heading === "Exit codes" ? "EXIT STATUS" : heading.toUpperCase();
  return [`.SH ${literal(name)}`, ".nf", ...lines.map(literal), ".fi"];
}

/** The date of a page that was made before; undefined for what is none. */
export function dateOf(page: string): string | undefined {
  return /^\.TH .* 1 "(\d{4}-\d{2}-\d{2})" /m.exec(page)?.[1];
}

/** Words in which nothing is a request or an escape, their dashes ASCII's so that they can be copied; all of it ASCII. */
function literal(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll('"', "\\(dq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replace(/^\./, "\\&.")
    .replace(/[^\x20-\x7e]/gu, escaped);
}

function escaped(char: string): string {
  return `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** Running text, its lines short enough for a diff. */
function prose(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && literal(`${line} ${word}`).length > longestLine) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  // at a line's end a full stop ends a sentence, and two blanks follow
  return lines.map((line) => literal(line).replace(/\be\.g\.$/, "$&\\&")).join("\n");
}
