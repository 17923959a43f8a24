import { featuresOf, isNear, likeness, type NameFeatures } from "./nearest.ts";

/** What changed between two lists of names. */
export interface RequiredDiff {
  /** All names that are only in the second list, and all that are only in the first, sorted. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Which of the removed and the added tests look like the same test under another name, judging by their words; each name at most once. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** What changed from one list of required names to another. */
export function diffRequired(from: readonly string[], to: readonly string[]): RequiredDiff {
  const [before, after] = [new Set(from), new Set(to)];
  const added = [...after].filter((name) => !before.has(name)).sort();
  const removed = [...before].filter((name) => !after.has(name)).sort();
  return { added, removed, renamed: pairs(removed.map(featuresOf), added.map(featuresOf)) };
}

/** The nearest pair first, then the nearest of the rest. */
function pairs(removed: readonly NameFeatures[], added: readonly NameFeatures[]): RequiredDiff["renamed"] {
  const near = removed
    .flatMap((from) => added.map((to) => ({ from: from.name, to: to.name, likeness: likeness(from, to) })))
    .filter((pair) => isNear(pair.likeness))
    .sort((a, b) => b.likeness - a.likeness);
  const taken = new Set<string>();
  const found: { from: string; to: string }[] = [];
  for (const { from, to } of near) {
    if (taken.has(from) || taken.has(to)) continue;
    taken.add(from).add(to);
    found.push({ from, to });
  }
  return found.sort((a, b) => (a.from < b.from ? -1 : 1));
}
