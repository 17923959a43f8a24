import { focusFor } from "../names.ts";
import { focusMatcher } from "./focus-pattern.ts";
import { minorNumber } from "./minor.ts";
import { heldMinors, listedTests } from "./required.ts";
import { knownAs } from "./same-test.ts";

/** The pattern that was meant, and how many conformance tests it matches. */
export interface OrderedFocus {
  readonly focus: string;
  readonly matches: number;
}

// five tags have 120 orders
const mostTags = 5;

/**
 * If a pattern for `--focus` matches no conformance test of a minor (`v1.37`) only because of the order of its tags: a pattern
 * that matches. The order changed in v1.37, so `\[Serial\].*\[Conformance\]` matches nothing since then.
 * Undefined if the order is not the problem, or cannot be judged.
 */
export function misorderedFocus(pattern: string, minor: string): OrderedFocus | undefined {
  const names = listedTests(minor) ?? [];
  if (names.length === 0 || countOf(pattern, names) !== 0) return undefined;
  return inAnotherOrder(pattern, names) ?? ofAnotherRelease(pattern, minor, names);
}

const tag = /\\\[[^\\[\]]+\\\]/g;

function inAnotherOrder(pattern: string, names: readonly string[]): OrderedFocus | undefined {
  const tags = pattern.match(tag) ?? [];
  if (tags.length < 2 || tags.length > mostTags) return undefined;
  let best: OrderedFocus | undefined;
  for (const order of ordersOf(tags)) {
    const rest = [...order];
    const focus = pattern.replace(tag, () => rest.shift() ?? "");
    const matches = countOf(focus, names) ?? 0;
    if (matches > (best?.matches ?? 0)) best = { focus, matches };
  }
  return best;
}

/** For full names, as in `rerun` and summaries: the same tests by their names in this minor. */
function ofAnotherRelease(
  pattern: string,
  minor: string,
  names: readonly string[],
): OrderedFocus | undefined {
  const matches = focusMatcher(pattern);
  if (matches === undefined) return undefined;
  const others = heldMinors().filter((held) => minorNumber(held) !== minorNumber(minor));
  const here = new Set(names);
  for (const held of others.toReversed()) {
    const meant = (listedTests(held) ?? []).filter(matches);
    const found = new Set(meant.flatMap(knownAs).filter((name) => here.has(name)));
    if (found.size > 0) return { focus: focusFor([...found]), matches: found.size };
  }
  return undefined;
}

function ordersOf(tags: readonly string[]): string[][] {
  if (tags.length < 2) return [[...tags]];
  return tags.flatMap((first, index) =>
    ordersOf(tags.toSpliced(index, 1)).map((others) => [first, ...others]),
  );
}

function countOf(pattern: string, names: readonly string[]): number | undefined {
  const matches = focusMatcher(pattern);
  return matches && names.filter(matches).length;
}
