import { safe } from "../text/safe.ts";

// characters
const longestTitle = 100;

/** What a web page in place of an answer is, by its title or heading: `a web page, "Sign in"`; undefined if the text is not a page. */
export function pageWords(text: string): string | undefined {
  const head = text.slice(0, 20_000);
  if (
    !/^[\s\ufeff]*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(head)
  ) {
    return undefined;
  }
  const title =
    (/<title[^>]*>([^<]*)/i.exec(head) ?? /<h1[^>]*>([^<]*)/i.exec(head))?.[1]?.replace(/\s+/g, " ").trim() ??
    "";
  const shown = safe(title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title);
  return shown === "" ? "a web page" : `a web page, "${shown}"`;
}
