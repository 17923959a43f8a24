import type { NoticeEvent } from "../events.ts";
import type { Unclaimed } from "./find.ts";

/**
 * What the user should know about what may belong to the run: a suite that nobody followed and whose pod is gone has left no trace of its uuids, and
 * if another suite runs, nothing says to which of them cluster-scoped objects belong. So only the user can know.
 */
export function unclaimedNotice(unclaimed: readonly Unclaimed[], at: number): NoticeEvent[] {
  if (unclaimed.length === 0) return [];
  const uuids = [...new Set(unclaimed.flatMap(({ uuid }) => uuid ?? []))];
  const text = `${unclaimed.map(({ what }) => what).join(", ")}: left alone, because it belongs to a suite that started after this run and may not be the run's own`;
  const fix = `if no other suite ran here: kubectl delete namespace -l 'e2e-run in (${uuids.join(",")})'`;
  return [{ kind: "notice", at, level: "warning", text, ...(uuids.length === 0 ? {} : { fix }) }];
}

/** The same as remaining items of a run, one line each. */
export function unclaimedRemains(unclaimed: readonly Unclaimed[]): string[] {
  return unclaimed.map(({ what }) => `${what}: it may belong to this run or to another suite`);
}
