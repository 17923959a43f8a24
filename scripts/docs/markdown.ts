import type { CommandDoc, Described } from "./commands.ts";

const mark = "<!-- made by npm run docs from the commands' declarations -->";

/** The reference of a command, as Markdown. */
export function commandMarkdown(doc: CommandDoc, all: readonly CommandDoc[]): string {
  const beneath = doc.beneath.flatMap((page) => all.filter((other) => other.page === page));
  return `${[
    mark,
    `# ${doc.name}`,
    text(doc.description),
    fenced("text", [doc.usage]),
    ...(beneath.length === 0 ? [] : ["## Commands", beneath.map(link).join("\n")]),
    ...(doc.arguments.length === 0 ? [] : ["## Arguments", list(doc.arguments)]),
    ...doc.parts.flatMap((part) => [
      `## ${part.heading}`,
      fenced(part.heading === "Examples" ? "sh" : "text", part.lines),
    ]),
    ...doc.flags.flatMap((group) => [`## ${group.heading}`, list(group.entries)]),
  ].join("\n\n")}\n`;
}

/** The reference's first page: every command in a line. */
export function indexMarkdown(all: readonly CommandDoc[]): string {
  return `${mark}\n\n# Commands\n\n${all.map(link).join("\n")}\n\nThe same as man pages: [docs/man](../man).\n`;
}

function link(doc: CommandDoc): string {
  return `- [${doc.name}](${doc.page}.md): ${text(doc.summary)}`;
}

function list(entries: readonly Described[]): string {
  return entries.map((entry) => `- \`${entry.term}\`: ${text(entry.text)}`).join("\n");
}

function fenced(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, "```"].join("\n");
}

/** Text that means nothing to Markdown but itself; words in backticks stay code. */
function text(words: string): string {
  return words
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replace(/[\\<>[\]*_|]/g, "\\$&")))
    .join("");
}
