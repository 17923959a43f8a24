import { aheadVersion, testsAhead } from "./ahead.ts";
import { minorNumber } from "./minor.ts";
import { heldMinors } from "./required.ts";

/**
 * What later releases require beyond a minor that is held (`v1.37`), in a line: `v1.38 requires nothing more than v1.37;
 * from v1.41 on 1 more test is required (as of v1.38.0-beta.0)`.
 */
export function aheadWords(minor: string): string {
  const tests = testsAhead(minor);
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
