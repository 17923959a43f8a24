import { newOf } from "../../src/suite/required/new.ts";
import type { ListedTest } from "../../src/suite/required/parse.ts";
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
  const soon = newOf([...newest.tests.keys()], [...next.tests.keys()])
    .flatMap((name) => next.tests.get(name) ?? [])
    .map((test) => ({ ...test, from: next.minor }));
  const later = announced.map((test) => ({ ...test, from: test.releases[0] ?? next.minor }));
  return [...soon, ...later];
}
