import { diffRequired } from "../../src/suite/required/diff.ts";
import type { ListedTest } from "../../src/suite/required/parse.ts";
import { testKey } from "../../src/suite/required/same-test.ts";
import type { List } from "./required.ts";

/** A test that no release held requires yet. */
export interface AheadTest extends ListedTest {
  /** The minor that will require it. */
  readonly from: string;
}

/**
 * What a version newer than the newest list held requires beyond it, and what it announces for releases after it, by
 * minor and name. A test that only changed its name is nothing new.
 */
export function aheadOf(newest: List, next: List, announced: readonly ListedTest[]): readonly AheadTest[] {
  const { added, renamed } = diffRequired([...newest.tests.keys()], [...next.tests.keys()]);
  const known = new Set([...newest.tests.keys()].map(testKey));
  const old = new Set(renamed.map(({ to }) => to));
  const soon = added
    .filter((name) => !old.has(name) && !known.has(testKey(name)))
    .flatMap((name) => next.tests.get(name) ?? [])
    .map((test) => ({ ...test, from: next.minor }));
  const later = announced.map((test) => ({ ...test, from: test.releases[0] ?? next.minor }));
  return [...soon, ...later];
}
