import type { BuildHead } from "../build/metadata.ts";
import { timeOf } from "../build/time.ts";
import type { Job } from "../load.ts";

/** Jobs by nights: each cluster's newest build of each day. */
export interface Fleet {
  /** Days in UTC, the newest first: `2026-11-20`. */
  readonly days: readonly string[];
  readonly jobs: readonly FleetJob[];
}

/** A job in a fleet. */
export interface FleetJob {
  readonly name: string;
  readonly store: string;
  /** One for each day. */
  readonly nights: readonly (BuildHead | undefined)[];
  readonly newest: BuildHead | undefined;
  /** How many builds in a row have not passed, up to the newest. */
  readonly failing: number;
}

const day = 24 * 3600 * 1000;

/** The fleet of jobs of which the heads of the builds are known. Jobs that fail come first, the longest first. */
export function fleetOf(jobs: readonly Job<BuildHead>[], last: number): Fleet {
  const known = jobs.map(({ name, store, builds }) => ({
    name,
    store,
    heads: builds.flatMap((one) => (one.kind === "complete" ? [one.value] : [])),
  }));
  const days = [...new Set(known.flatMap(({ heads }) => heads.map(dayOf)))]
    .filter((one) => one !== "")
    .toSorted()
    .reverse()
    .slice(0, last);
  const rows = known.map(({ name, store, heads }): FleetJob => {
    const byDay = new Map<string, BuildHead>();
    for (const head of heads) if (!byDay.has(dayOf(head))) byDay.set(dayOf(head), head);
    const passed = heads.findIndex(({ verdict }) => verdict === "passed");
    return {
      name,
      store,
      nights: days.map((one) => byDay.get(one)),
      newest: heads[0],
      failing: passed < 0 ? heads.length : passed,
    };
  });
  return { days, jobs: rows.toSorted((a, b) => b.failing - a.failing || (a.name < b.name ? -1 : 1)) };
}

/** Empty if it is not known when the build started. */
function dayOf(head: BuildHead): string {
  const at = timeOf(head);
  return at === undefined ? "" : new Date(Math.floor(at / day) * day).toISOString().slice(0, 10);
}
