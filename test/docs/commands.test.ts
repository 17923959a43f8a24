import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { declaredProgram } from "../../scripts/program.ts";

const root = path.resolve(import.meta.dir, "../..");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const read = (page: string) => readFileSync(path.join(root, page), "utf8");

/** The command lines of this program in the page's code blocks and in its text. */
function commandLines(text: string): readonly string[] {
  return [...text.matchAll(/kubectl[ -]conformance ([a-z][^\n`]*)/g)].map(
    // what follows the command in a line of shell, or of a workflow
    ([, words = ""]) => words.split(/\s+#\s|\s\|\s|\s&&\s|\s&$|\s>|[«»)]/)[0] ?? "",
  );
}

/** What is wrong with a command line, by the program's own declarations. */
function wrongWith(line: string, program: CommandUnknownOpts): string | undefined {
  let command = program;
  const words = line.split(/\s+/).filter((word) => word !== "");
  while (words[0] !== undefined) {
    const beneath = command.commands.find((known) => known.name() === words[0]);
    if (beneath === undefined) break;
    command = beneath;
    words.shift();
  }
  if (command === program) return `no command: ${line}`;
  const own = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  const flags = own.flatMap((word) => /^(--[a-z][\w-]*|-[a-z])(?==|[,.;:]?$)/.exec(word)?.[1] ?? []);
  const declared = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
  const unknown = flags.filter((flag) => !declared.includes(flag) && flag !== "--help");
  return unknown.length === 0 ? undefined : `${command.name()} has no ${unknown.join(", ")}: ${line}`;
}

test("a command line that the program does not know is seen", async () => {
  const program = await declaredProgram();
  expect(wrongWith("run --mode quick -o jsonl", program)).toBeUndefined();
  expect(wrongWith("run --mood quick", program)).toContain("run has no --mood");
  expect(wrongWith("tests lost", program)).toBeUndefined();
  expect(wrongWith("walk", program)).toContain("no command");
});

test.each(pages)("%s: its commands and flags are the program's", async (page) => {
  const program = await declaredProgram();
  expect(commandLines(read(page)).flatMap((line) => wrongWith(line, program) ?? [])).toEqual([]);
});

test.each(pages)("%s: what it links to is there", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, to = ""]) => to,
  );
  expect(links.filter((to) => !existsSync(path.join(root, path.dirname(page), to)))).toEqual([]);
});
