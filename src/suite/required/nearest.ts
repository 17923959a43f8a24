import { tagsOf } from "../names.ts";

/** How similar two names must be, out of 1, to be taken for one test under another name. */
const near = 0.7;
const most = 3;

/**
 * Which of `candidates` are near to `name`, nearest first, at most three: the same words with other tags, in another
 * order or spacing, or almost the same words. The caller leaves out names of other tests: many
 * required tests differ from each other in one word.
 */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  return nameFinder(candidates)(name);
}

/** Like `nearestNames`, for many names with the same candidates, which are indexed by their words. */
export function nameFinder(candidates: readonly string[]): (name: string) => readonly string[] {
  const features = candidates.map(featuresOf);
  const byWord = new Map<string, number[]>();
  for (const [index, { words }] of features.entries()) {
    for (const word of numbered(words)) {
      const having = byWord.get(word);
      if (having === undefined) byWord.set(word, [index]);
      else having.push(index);
    }
  }
  const shared = new Uint16Array(features.length);
  return (name) => {
    const wanted = featuresOf(name);
    shared.fill(0);
    for (const word of numbered(wanted.words))
      for (const index of byWord.get(word) ?? []) shared[index] = (shared[index] ?? 0) + 1;
    return features
      .filter((other, index) => other.name !== name && canBeNear(wanted, other, shared[index] ?? 0))
      .map((other) => ({ name: other.name, likeness: likeness(wanted, other) }))
      .filter((found) => isNear(found.likeness))
      .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
      .slice(0, most)
      .map((found) => found.name);
  };
}

/** Sorted words; the second occurrence of a word becomes a different one. */
function numbered(words: readonly string[]): string[] {
  let times = 0;
  return words.map((word, index) => {
    times = word === words[index - 1] ? times + 1 : 1;
    return times === 1 ? word : `${word} ${times}`;
  });
}

/** Whether there are enough common words; their order and the tags add no more than the last hundredth. */
function canBeNear(a: NameFeatures, b: NameFeatures, shared: number): boolean {
  return (2 * shared) / (a.words.length + b.words.length) >= near - 1 / 50;
}

/** The parts of a name that are compared. */
export interface NameFeatures {
  readonly name: string;
  /** Sorted, like the others. */
  readonly words: readonly string[];
  /** Each word with the next one: distinguishes `from A to B` from `from B to A`. */
  readonly pairs: readonly string[];
  readonly tags: readonly string[];
}

export function featuresOf(name: string): NameFeatures {
  const words = wordsOf(name);
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  return { name, words: words.toSorted(), pairs: pairs.sort(), tags: tagsOf(name).sort() };
}

/** The words of a name in lower case, without its tags and anything else between them. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/\[[^[\]]*\]/g, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/**
 * From 0 for no common word to 1 and a little for the same words. Among names with as many common words, the order of
 * the words counts, then the tags.
 */
export function likeness(a: NameFeatures, b: NameFeatures): number {
  const words = common(a.words, b.words);
  return words === 0 ? 0 : words + common(a.pairs, b.pairs) / 100 + common(a.tags, b.tags) / 10_000;
}

/** Twice the common words over all words (Dice's coefficient), each word as often as it occurs. */
function common(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left = "", right = ""] = [a[i], b[j]];
    if (left === right) shared++;
    if (left <= right) i++;
    if (left >= right) j++;
  }
  return shared === 0 ? 0 : (2 * shared) / (a.length + b.length);
}

/** Whether names of this similarity may be one test. */
export function isNear(likeness: number): boolean {
  return likeness >= near;
}
