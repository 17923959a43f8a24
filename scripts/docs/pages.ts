import { readCommands } from "./commands.ts";
import { commandMarkdown, indexMarkdown } from "./markdown.ts";
import { commandRoff } from "./roff.ts";

/** All that `npm run docs` makes: each file's text by its path in the repository. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const all = await readCommands();
  return new Map([
    ["docs/reference/README.md", indexMarkdown(all)],
    ...all.map((doc) => [`docs/reference/${doc.page}.md`, commandMarkdown(doc, all)] as const),
    ...all.map((doc) => [`docs/man/${doc.page}.1`, commandRoff(doc, all)] as const),
  ]);
}
