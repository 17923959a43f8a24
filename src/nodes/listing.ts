/** An entry of a folder: a folder's name ends with a slash. */
export type Entry = string;

const anchor = /<a href="[^"]*">([^<]*)<\/a>/g;
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#34": '"',
  "#39": "'",
};

/**
 * The entries of a folder as Go's file server lists it (`net/http/fs.go`, dirList), whose links the API server's proxy rewrites; undefined if
 * the page is another one. At most 10,000.
 */
export function entriesIn(page: string): readonly Entry[] | undefined {
  const begin = page.search(/<pre>/i);
  if (
    begin < 0 ||
    !/^\s*(?:<!doctype html>\s*)?(?:<(?:html|head|body|meta)\b[^>]*>\s*|<\/head>\s*)*<pre>/i.test(page)
  )
    return undefined;
  const entries: Entry[] = [];
  for (const [, name = ""] of page.slice(begin).matchAll(anchor)) {
    const plain = name.replace(
      /&(amp|lt|gt|quot|#34|#39);/g,
      (whole, entity: string) => entities[entity] ?? whole,
    );
    if (plain !== "" && plain !== "../") entries.push(plain);
    if (entries.length === 10_000) break;
  }
  return entries;
}
