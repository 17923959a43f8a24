import { type Event, those } from "./history.ts";
import type { Scenario } from "./scenario.ts";
import { type Severity, severities, severityOf } from "./severity.ts";

export type Ended = Extract<Event, { what: "ended" }>;

export function begunOf(
  events: readonly Event[],
  client: number,
): Extract<Event, { what: "begun" }> | undefined {
  return those(events, "begun").find((event) => event.client === client);
}

export function verbOf(events: readonly Event[], client: number): string {
  return begunOf(events, client)?.verb ?? "";
}

export function isHealer(events: readonly Event[], client: number): boolean {
  return begunOf(events, client)?.healer === true;
}

/** Whether a client's end with 0 says that the suite passed. */
export function gives(events: readonly Event[], { client }: Ended): boolean {
  const begun = begunOf(events, client);
  if (begun === undefined || begun.words.includes("--detach")) return false;
  return ["run", "attach"].includes(begun.verb);
}

/** Whether a client that ended so has to have removed the run. */
export function removes(events: readonly Event[], { client, code }: Ended): boolean {
  const begun = begunOf(events, client);
  if (begun === undefined || begun.words.includes("--keep") || begun.words.includes("--detach")) return false;
  if (["run", "attach"].includes(begun.verb)) return code === 0 || code === 1;
  return ["stop", "cleanup"].includes(begun.verb) && code === 0;
}

/** Whether a person or a signal had a hand in a client's end. */
export function wasReported(events: readonly Event[], { client }: Ended): boolean {
  return those(events, "act").some((act) => act.client === client) || hasTimeout(events, client);
}

export function hasTimeout(events: readonly Event[], client: number): boolean {
  return begunOf(events, client)?.words.includes("--timeout") === true;
}

export function wasAskedToEnd(events: readonly Event[], client: number, before: number): boolean {
  const acts = those(events, "act").filter((act) => act.client === client && act.at <= before);
  return (
    hasTimeout(events, client) || acts.some(({ act }) => ["SIGINT", "answers s", "answers a"].includes(act))
  );
}

/** The worst that a client met. A fault that was over before it began is none of its own. */
export function worst(scenario: Scenario, events: readonly Event[], client: number, until: number): Severity {
  const begun = begunOf(events, client)?.at ?? 0;
  const met = those(events, "fault").flatMap(({ at, fault }): Severity[] => {
    const over =
      those(events, "fault-over").find((one) => one.fault === fault)?.at ?? Number.POSITIVE_INFINITY;
    const what = scenario.faults[fault];
    if (what === undefined || at > until) return [];
    const severity = severityOf(what);
    // what was done to the run stays done
    if (over < begun && severity !== "ends" && what.what.kind !== "cluster") return [];
    // a command that meets trouble at its very beginning may give up: nobody has waited for it yet
    const early = at <= begun + 15_000 && over > begun && what.what.kind !== "cluster";
    return early && severity !== "ends" && !isFollowing(events, client, at) ? ["degrades"] : [severity];
  });
  // two that pass, one after the other, may be one that lasts
  return severities.findLast((severity) => met.includes(severity)) ?? "passes";
}

/** Whether the client had come to follow the suite by then: before, it may give up. */
export function isFollowing(events: readonly Event[], client: number, at: number): boolean {
  return those(events, "request").some(
    (request) => request.client === client && request.at <= at && /exec tail |\/log/.test(request.path),
  );
}

/** Whether the client had come to look at the run's pod by then: its events are what only a client asks for that follows. */
export function hasSeenPod(events: readonly Event[], client: number, at: number): boolean {
  return those(events, "request").some(
    ({ client: by, at: when, path }) =>
      by === client && when <= at && /^\/api\/v1\/namespaces\/[^/]+\/events/.test(path),
  );
}

/** Whether others had a hand in the run meanwhile. */
export function others(events: readonly Event[], end: Ended): boolean {
  const begun = begunOf(events, end.client)?.at ?? 0;
  return those(events, "begun").some((other) => {
    if (other.client === end.client || !["run", "attach", "stop", "cleanup"].includes(other.verb))
      return false;
    const over =
      those(events, "ended").find((one) => one.client === other.client)?.at ?? Number.POSITIVE_INFINITY;
    return other.at < end.at && over > begun;
  });
}

/** Whether an earlier client had begun to remove the run, so that its results are gone. */
export function isTakenAway(events: readonly Event[], { client }: Ended): boolean {
  const begun = begunOf(events, client)?.at ?? 0;
  return those(events, "deleted").some((deleted) => deleted.client !== client && deleted.at <= begun);
}

/** Whether a client had a run to take up: before it, nothing may have been left of it. */
export function hadNone(events: readonly Event[], { client }: Ended): boolean {
  const begun = begunOf(events, client);
  const before = those(events, "ended").filter(({ at }) => at <= (begun?.at ?? 0));
  const last = before.at(-1);
  const isStarted = those(events, "begun").some(
    (other) =>
      other.verb === "run" &&
      other.at <= (begun?.at ?? 0) &&
      !before.some(({ client: ended }) => ended === other.client),
  );
  return begun?.verb !== "run" && last !== undefined && last.left.length === 0 && !isStarted;
}

/** Whether somebody took the namespace or the binding away: then who did so has to look after what is left. */
export function isNamespaceDoomed(scenario: Scenario, events: readonly Event[]): boolean {
  return those(events, "fault").some(({ fault }) => {
    const what = scenario.faults[fault]?.what;
    return what?.kind === "cluster" && ["delete-namespace", "delete-binding"].includes(what.deed);
  });
}

/** Routes that fail for ever at a moment. */
export function outOfReach(scenario: Scenario, events: readonly Event[], at: number): string[] {
  const begun = those(events, "fault").filter((fault) => fault.at <= at);
  const over = new Set(those(events, "fault-over").flatMap((end) => (end.at < at ? [end.fault] : [])));
  return begun.flatMap(({ fault }) => {
    const what = scenario.faults[fault]?.what;
    return over.has(fault) || what?.kind !== "trouble" ? [] : [what.route];
  });
}

/** Whether a run can be followed to its end without these: what is only shown, and one of the two ways to the log. */
export function isSpared(out: readonly string[]): boolean {
  const shown = ["rows", "events", "namespaces"];
  return ["exec", "log"].some((way) => out.every((route) => route === way || shown.includes(route)));
}

export function lastError(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return (lines.findLast((line) => /^(error|unexpected|Error)/.test(line)) ?? lines.at(-1) ?? "").slice(
    0,
    300,
  );
}

export function firstLines(words: string): string {
  return words.split("\n").slice(0, 3).join(" | ").slice(0, 400);
}
