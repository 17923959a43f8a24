import { nearestNames } from "./nearest.ts";

/**
 * Which of `names` are meant by `query`: the name itself, else the one that is the same but for its tags, else those
 * that hold the query, else those that hold each of its words, in any order and case. Empty where none is.
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

/** The names nearest to a query that names none, at most five: those of nearly its words, then those that hold most of them. */
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
