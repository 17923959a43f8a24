import data from "./ahead.json" with { type: "json" };
import { minorNumber } from "./minor.ts";
import { newOf } from "./new.ts";
import { heldMinors, requiredTests } from "./required.ts";

/** A test that a later release requires and an earlier one does not. */
export interface TestAhead {
  readonly name: string;
  /** The first minor that requires it. */
  readonly from: string;
}

/** The version of Kubernetes that shows what comes after the newest known list: a prerelease, if there is one. */
export function aheadVersion(): string {
  return data.version;
}

/**
 * What releases after a minor (`v1.37`) require of a cluster in addition, by the first minor that does. A test
 * that was only renamed does not count. Empty for minors whose list is unknown.
 */
export function testsAhead(minor: string): readonly TestAhead[] {
  const held = heldMinors();
  const at = held.indexOf(minor);
  if (at < 0) return [];
  const known = held.slice(at + 1).flatMap((from, index) => {
    const [before, after] = [requiredTests(held[at + index] ?? "") ?? [], requiredTests(from) ?? []];
    return newOf(before, after).map((name) => ({ name, from }));
  });
  const announced = data.tests
    .filter(({ from }) => minorNumber(from) > minorNumber(minor))
    .map(({ name, from }) => ({ name, from }));
  return [...known, ...announced];
}
