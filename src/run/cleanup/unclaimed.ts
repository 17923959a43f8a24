import type { NoticeEvent } from "../events.ts";
import type { Unclaimed } from "./find.ts";

/**
 * What a person should know of what may be the run's: a suite that nobody followed and whose pod is gone has left no trace of its uuids, and
 * beside another suite nothing outside of namespaces says whose it is. So only the person knows.
 */
export function unclaimedNotice(unclaimed: readonly Unclaimed[], at: number): NoticeEvent[] {
  if (unclaimed.length === 0) return [];
  const uuids = [...new Set(unclaimed.flatMap(({ uuid }) => uuid ?? []))];
  const text = `${unclaimed.map(({ what }) => what).join(", ")}: of a suite that began after this run and is not known to be its own, so left alone`;
  const fix = `if no other suite ran here: kubectl delete namespace -l 'e2e-run in (${uuids.join(",")})'`;
  return [{ kind: "notice", at, level: "warning", text, ...(uuids.length === 0 ? {} : { fix }) }];
}

/** The same as what remains of a run, a line each. */
export function unclaimedRemains(unclaimed: readonly Unclaimed[]): string[] {
  return unclaimed.map(({ what }) => `${what}: it may belong to this run or to another suite`);
}
