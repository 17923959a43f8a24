import { diffRequired } from "./diff.ts";
import { testKey } from "./same-test.ts";

/** The names of tests that are only in the second list; those that differ only in the order of their tags go first, because comparing words is slow. */
export function newOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, current] = [new Set(before.map(testKey)), new Set(after.map(testKey))];
  const { added, renamed } = diffRequired(
    before.filter((name) => !current.has(testKey(name))),
    after.filter((name) => !old.has(testKey(name))),
  );
  const same = new Set(renamed.map(({ to }) => to));
  return added.filter((name) => !same.has(name));
}
