import { aheadVersion, type TestAhead } from "./ahead.ts";
import { minorNumber } from "./minor.ts";
import { heldMinors } from "./required.ts";

/**
 * What later releases require in addition to a known minor, in a line: `after v1.37: v1.38 requires nothing more, v1.41
 * requires 1 more test (as of v1.38.0-beta.0)`. `tests` are those of `testsAhead`.
 */
export function aheadWords(minor: string, tests: readonly TestAhead[]): string {
  const next = `v1.${(minorNumber(minor) % 1000) + 1}`;
  const minors = [...new Set([next, ...tests.map(({ from }) => from)])].toSorted(
    (a, b) => minorNumber(a) - minorNumber(b),
  );
  const said = minors.map((from) => {
    const count = tests.filter((test) => test.from === from).length;
    if (count === 0) return `${from} requires nothing more`;
    return `${from} requires ${count} more ${count === 1 ? "test" : "tests"}`;
  });
  const isHeld = heldMinors().includes(minors.at(-1) ?? "");
  return `after ${minor}: ${said.join(", ")}${isHeld ? "" : ` (as of ${aheadVersion()})`}`;
}
