import type { NoticeEvent } from "../events.ts";
import type { Unclaimed } from "./find.ts";

/**
 * What a person should know of namespaces that may be the run's: a suite that nobody followed and whose pod is gone has left no trace of its
 * uuids, so only the person knows whose these are.
 */
export function unclaimedNotice(unclaimed: readonly Unclaimed[], at: number): NoticeEvent[] {
  if (unclaimed.length === 0) return [];
  const uuids = [...new Set(unclaimed.map(({ uuid }) => uuid))];
  const names = unclaimed.map(({ name }) => name).join(", ");
  return [
    {
      kind: "notice",
      at,
      level: "warning",
      text: `${names}: of a suite that began after this run and is not known to be its own, so left alone`,
      fix: `if no other suite ran here: kubectl delete namespace -l 'e2e-run in (${uuids.join(",")})'`,
    },
  ];
}
