import { keyOf } from "../../results/diff.ts";

const keys = new Map<string, string>();
const mostKept = 50_000;

/** The same for all names of one test, which releases write with their tags in different orders. */
export function sameTest(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = keyOf(name);
  // a grid asks for each name once per build
  if (keys.size < mostKept) keys.set(name, key);
  return key;
}
