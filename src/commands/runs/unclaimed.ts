import type { Unclaimed } from "../../run/cleanup/find.ts";

/**
 * What a person is told of namespaces that may be the run's: a suite that nobody followed and whose pod is gone has left no trace of its
 * uuids, so only the person knows whose these are.
 */
export function unclaimedLines(unclaimed: readonly Unclaimed[]): string[] {
  if (unclaimed.length === 0) return [];
  const uuids = [...new Set(unclaimed.map(({ uuid }) => uuid))];
  return [
    `note: ${unclaimed.map(({ name }) => name).join(", ")}: of a suite that began after this run and is not known to be its own, so left alone`,
    `if no other suite ran here: kubectl delete namespace -l 'e2e-run in (${uuids.join(",")})'`,
  ];
}
