import { focusFor, tagsOf, withoutConstraints } from "../names.ts";
import { heldMinors, listedTests } from "./required.ts";

/**
 * The part of a name that stays the same from release to release: its words, and its tags in any order and place. Since v1.37,
 * tags of a group of specs, such as `[Serial]`, come after `[Conformance]` at the end of each name.
 */
export function testKey(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = keyOf(name);
  if (keys.size < mostKeys) keys.set(name, key);
  return key;
}

// the lists name mostly the same tests
const keys = new Map<string, string>();
const mostKeys = 10_000;

function keyOf(name: string): string {
  const words = withoutConstraints(name)
    .replace(/\[[^[\]]*\]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [words, ...tagsOf(name).sort()].join("\n");
}

/** The names that a test has in the known lists: the given one, then those that differ from it only in the order of their tags. */
export function knownAs(name: string): readonly string[] {
  return [...new Set([name, ...(names().get(testKey(name)) ?? [])])];
}

/** The regexp for --focus that matches the tests with these names in every known release, whatever the order of their tags there. */
export function focusInAnyRelease(names: readonly string[]): string {
  return focusFor([...new Set(names.flatMap(knownAs))]);
}

let known: ReadonlyMap<string, readonly string[]> | undefined;

function names(): ReadonlyMap<string, readonly string[]> {
  known ??= Map.groupBy(new Set(heldMinors().flatMap((minor) => listedTests(minor) ?? [])), testKey);
  return known;
}
