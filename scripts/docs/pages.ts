import { type CommandDoc, readCommands } from "./commands.ts";
import { commandMarkdown, indexMarkdown } from "./markdown.ts";
import { commandRoff, dateOf } from "./roff.ts";

/**
 * All that `npm run docs` makes: each file's text by its path in the repository.
 * @param today the date of man pages that have changed; the others keep theirs
 * @param before the text that a file has now, if it is there
 */
export async function pages(
  today: string,
  before: (file: string) => string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const all = await readCommands();
  const manPage = (file: string, doc: CommandDoc) => {
    const there = before(file);
    const kept = commandRoff(doc, all, dateOf(there ?? "") ?? today);
    return kept === there ? kept : commandRoff(doc, all, today);
  };
  return new Map([
    ["docs/reference/README.md", indexMarkdown(all)],
    ...all.map((doc) => [`docs/reference/${doc.page}.md`, commandMarkdown(doc, all)] as const),
    ...all.map((doc) => {
      const file = `docs/man/${doc.page}.1`;
      return [file, manPage(file, doc)] as const;
    }),
  ]);
}
