import { nearestNames } from "./nearest.ts";

/**
 * Which of `names` the `query` means: the name itself, otherwise the one that differs only in its tags, otherwise those
 * that contain the query, otherwise those that contain each of its words, in any order and case. Empty if there is none.
 */
export function findNames(query: string, names: readonly string[]): readonly string[] {
  const wanted = simple(query.replace(/^\[It\] /, ""));
  const bare = withoutTags(wanted);
  const words = wanted.split(" ");
  const ways: ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => bare !== "" && withoutTags(name) === bare,
    (name) => name.includes(wanted),
    (name) => words.every((word) => name.includes(word)),
  ];
  for (const way of ways) {
    const found = names.filter((name) => way(simple(name)));
    if (found.length > 0) return found;
  }
  return [];
}

const most = 5;

/** The names nearest to a query that names none, at most five: those with almost its words, then those with most of them. */
export function closestNames(query: string, names: readonly string[]): readonly string[] {
  const words = simple(query).split(" ");
  const held = names
    .map((name) => ({ name, count: words.filter((word) => simple(name).includes(word)).length }))
    .filter(({ count }) => count * 2 > words.length)
    .sort((a, b) => b.count - a.count)
    .map(({ name }) => name);
  return [...new Set([...nearestNames(query, names), ...held])].slice(0, most);
}

function simple(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

function withoutTags(name: string): string {
  return simple(name.replace(/\[[^[\]]*\]/g, " "));
}
