import type { ProgressEvent, RunEvent } from "../run/events.ts";
import { clock } from "../text/duration.ts";

/** How far the run is after an event: the last reported progress, or what the suite's start and end say about it. */
export function progressAfter(last: ProgressEvent | undefined, event: RunEvent): ProgressEvent | undefined {
  if (event.kind === "progress") return event;
  if (event.kind === "suite-started") {
    const { at, total } = event;
    return { kind: "progress", at, total, passed: 0, failed: 0, remaining: total, running: [] };
  }
  if (event.kind === "suite-finished") {
    const { at, passed, failed } = event;
    return {
      kind: "progress",
      at,
      total: last?.total ?? passed + failed,
      passed,
      failed,
      remaining: 0,
      running: [],
    };
  }
  return last;
}

/** Specs that have ended. */
export function done(progress: ProgressEvent): number {
  return progress.total - progress.remaining;
}

/** How long the longest-running spec has run at `now`, in milliseconds; undefined if none is running. */
export function longest(progress: ProgressEvent, now: number): number | undefined {
  const since = progress.running[0]?.since;
  return since === undefined ? undefined : Math.max(0, now - since);
}

/** The estimate at `now`: the reported one minus the time since; undefined if there is none. */
export function leftAt(progress: ProgressEvent, now: number): number | undefined {
  return progress.left === undefined ? undefined : Math.max(0, progress.left - (now - progress.at));
}

/** How long the suite has taken at `now`, in milliseconds; undefined before it has started. */
export function elapsedAt(progress: ProgressEvent, now: number): number | undefined {
  return progress.elapsed === undefined ? undefined : progress.elapsed + Math.max(0, now - progress.at);
}

/** `no contact with the API server for 1m06s`, at `now`; undefined while there is contact. */
export function noContact(progress: ProgressEvent, now: number): string | undefined {
  const since = progress.noContactSince;
  return since === undefined ? undefined : `no contact with the API server for ${clock(now - since)}`;
}
