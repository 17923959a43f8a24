import type { Change } from "../../kube/watch.ts";
import { controlPlaneTaint } from "../../suite/node-wait.ts";
import type { NoticeEvent } from "../events.ts";
import type { LogChunk } from "./log-source.ts";

/** Notices about a watch: that it was cut, and that it is back. */
export function watchNotice<T>(change: Change<T>, what: string, at: number): NoticeEvent[] {
  const say = (text: string): NoticeEvent[] => [{ kind: "notice", at, level: "info", text }];
  switch (change.kind) {
    case "cut":
      return say(`the watch of ${what} was cut: ${change.reason}; trying again`);
    case "reconnected":
      return say(`the watch of ${what} is back`);
    case "relisted":
      return say(`the watch of ${what} started again from a list; only changes are shown`);
    default:
      return [];
  }
}

/** Notices about the transfer of the log. */
export function logNotice(chunk: Exclude<LogChunk, { kind: "bytes" }>, at: number): NoticeEvent {
  return { kind: "notice", at, level: chunk.kind === "way" ? "warning" : "info", text: logWords(chunk) };
}

function logWords(chunk: Exclude<LogChunk, { kind: "bytes" }>): string {
  switch (chunk.kind) {
    case "cut":
      return `the log was cut at byte ${chunk.offset}: ${chunk.reason}; trying again`;
    case "resumed":
      return `the log continues at byte ${chunk.offset}`;
    case "way":
      return chunk.way === "api"
        ? `the pod's files cannot be read (${chunk.reason}); the log continues from the container's own log`
        : `the collector is gone (${chunk.reason}); the log continues through the suite's own container`;
  }
}

/** What is not shown because warnings cannot be watched. */
export function warningsLost(reason: string, at: number): NoticeEvent {
  return {
    kind: "notice",
    at,
    level: "info",
    text: `what keeps several specs from running is not shown: the warnings of the cluster cannot be watched: ${reason}`,
    fix: "let the user list and watch events in all namespaces",
  };
}

/** Why the suite does not start: it waits for these nodes, 30 minutes by default, before its first spec. */
export function waitNotice(
  nodes: readonly string[],
  taints: readonly string[],
  limit: string,
  at: number,
): NoticeEvent {
  return {
    kind: "notice",
    at,
    level: "warning",
    text: `the suite is waiting up to ${limit} for nodes to be schedulable: ${nodes.join(", ")}`,
    fix:
      taints.length > 0
        ? `run again with --extra-args=--non-blocking-taints=${[...new Set([controlPlaneTaint, ...taints])].join(",")}, or untaint the nodes`
        : `make the nodes ready, or run again with --extra-args=--allowed-not-ready-nodes=${nodes.length}`,
  };
}
