import type { Sink } from "../process/io.ts";
import type { RunEvent, RunningSpec } from "../run/events.ts";
import type { SpecResult } from "../suite/spec.ts";
import { safeJson } from "../text/safe.ts";
import { type Display, showing } from "./display.ts";
import type { Shown } from "./show.ts";

type Keys<T> = T extends unknown ? keyof T : never;

/** Every key an event may hold, in the order in which they are written. */
const order = {
  at: true,
  kind: true,
  cluster: true,
  id: true,
  server: true,
  version: true,
  image: true,
  check: true,
  status: true,
  summary: true,
  about: true,
  what: true,
  why: true,
  level: true,
  text: true,
  fix: true,
  change: true,
  namespace: true,
  name: true,
  namespaces: true,
  columns: true,
  cells: true,
  of: true,
  processes: true,
  spec: true,
  state: true,
  waiting: true,
  specs: true,
  total: true,
  passed: true,
  failed: true,
  skipped: true,
  remaining: true,
  seconds: true,
  since: true,
  running: true,
  elapsed: true,
  left: true,
  noContactSince: true,
  location: true,
  message: true,
  verdict: true,
  certifiable: true,
  deviations: true,
  folder: true,
  removed: true,
  remains: true,
} as const satisfies Record<Keys<RunEvent> | Keys<SpecResult> | Keys<RunningSpec> | "cluster", true>;

const keys = Object.keys(order);

const everything = { pods: true };

/**
 * For machines: one event per line, as JSON. Points in time (`at`, `since`, `noContactSince`) are RFC 3339, `elapsed` and `left` are
 * milliseconds, `seconds` seconds. Notes are not events and are left out. For many clusters, each line names its own.
 */
export function createJsonlDisplay(
  sink: Sink,
  shown: Pick<Shown, "pods"> = everything,
  cluster?: string,
): Display {
  return showing((event) => {
    if (shown.pods || event.kind !== "pod") sink.write(`${eventLine(event, cluster)}\n`);
  });
}

/** An event as one line of JSON, its keys always in the same order. */
export function eventLine(event: RunEvent, cluster?: string): string {
  const named = cluster === undefined ? {} : { cluster };
  return safeJson(JSON.stringify({ ...event, ...named, ...timesOf(event), at: rfc3339(event.at) }, keys));
}

/** The points in time of an event other than its own. */
function timesOf(event: RunEvent): object {
  if (event.kind !== "progress") return {};
  const { running, noContactSince } = event;
  return {
    running: running.map((spec) => ({ ...spec, since: rfc3339(spec.since) })),
    ...(noContactSince === undefined ? {} : { noContactSince: rfc3339(noContactSince) }),
  };
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
