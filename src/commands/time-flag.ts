import { InputError } from "../errors.ts";
import { parseDuration } from "../text/duration.ts";
import { safe } from "../text/safe.ts";

/**
 * Reads a flag that takes how long ago, counted back from `end`, or a time; both in milliseconds since the epoch.
 * @throws InputError if it is neither
 */
export function timeFlag(flag: string, given: string, end: number): number {
  const duration = parseDuration(given);
  if (duration !== undefined) return end - duration;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(given) ? Date.parse(given) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new InputError(`${flag} ${safe(given)} is neither a duration nor a time`, {
    fix: "write it as 10m, 1h30m or 2026-11-20T22:30:00Z",
  });
}
