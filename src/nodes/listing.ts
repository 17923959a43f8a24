/** An entry of a folder: a folder's name ends with a slash. */
export type Entry = string;

// one a line
const anchor = /^<a href="[^"]*">([^<]*)<\/a>$/;
const beginning = /^\s*(?:<!doctype html>\s*)?(?:<(?:html|head|body|meta)\b[^>]*>\s*|<\/head>\s*)*<pre>/i;
// characters before the names
const longestHead = 1000;
const most = 10_000;
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
  if (!beginning.test(page.slice(0, longestHead))) return undefined;
  return page
    .split("\n")
    .flatMap((line) => anchor.exec(line.trim())?.[1] ?? [])
    .map((name) =>
      name.replace(/&(amp|lt|gt|quot|#34|#39);/g, (whole, one: string) => entities[one] ?? whole),
    )
    .filter((name) => name !== "" && name !== "../")
    .slice(0, most);
}
