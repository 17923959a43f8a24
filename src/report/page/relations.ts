import type { PodData, TestData } from "../data.ts";
import { isFailed } from "./find.ts";

/** The tests that ran at the same time as this one: failed ones first, then those with the longest overlap. */
export function overlappingTests(test: TestData, tests: readonly TestData[]): readonly TestData[] {
  if (test.began === undefined) return [];
  const shared = (other: TestData) =>
    Math.min(test.ended ?? 0, other.ended ?? 0) - Math.max(test.began ?? 0, other.began ?? 0);
  return tests
    .filter((other) => other.id !== test.id && other.began !== undefined && shared(other) > 0)
    .toSorted((a, b) => Number(isFailed(b)) - Number(isFailed(a)) || shared(b) - shared(a));
}

/** The pods in a test's namespaces. */
export function podsOf({ namespaces = [] }: TestData, pods: readonly PodData[]): readonly PodData[] {
  return namespaces.length === 0 ? [] : pods.filter(({ namespace }) => namespaces.includes(namespace));
}
