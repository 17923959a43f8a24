import type { BuildHead } from "../build/metadata.ts";
import { timeOf } from "../build/time.ts";

/** The day of a build, short: `Nov 20`; its number, if its time is unknown. */
export function dayWords(head: Pick<BuildHead, "started" | "build">): string {
  const at = timeOf(head);
  return at === undefined ? head.build : monthDay(at);
}

/** A day of the form `2026-11-20`, short. */
export function shortDay(day: string): string {
  return monthDay(Date.parse(day));
}

function monthDay(at: number): string {
  return new Date(at).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });
}

/** A share: `7%`; below one percent it is not nothing. */
export function percent(rate: number): string {
  return rate === 0 ? "" : `${Math.max(1, Math.round(rate * 100))}%`;
}
