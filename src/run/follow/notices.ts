import type { Change } from "../../kube/watch.ts";
import type { RunEvent } from "../events.ts";
import type { LogChunk } from "./log-source.ts";

/** What a person is told of a watch: that it was cut, and is back. */
export function* notices<T>(change: Change<T>, what: string, at: number): Generator<RunEvent> {
  const say = (text: string): RunEvent => ({ kind: "notice", at, level: "info", text });
  if (change.kind === "cut") yield say(`the watch of ${what} was cut: ${change.reason}; trying again`);
  if (change.kind === "reconnected") yield say(`the watch of ${what} is back`);
  if (change.kind === "relisted")
    yield say(`the watch of ${what} began anew from a list; only what changed is shown`);
}

/** What a person is told of the log's way here. */
export function logNotice(chunk: Exclude<LogChunk, { kind: "bytes" }>, at: number): RunEvent {
  return { kind: "notice", at, level: chunk.kind === "way" ? "warning" : "info", text: logWords(chunk) };
}

function logWords(chunk: Exclude<LogChunk, { kind: "bytes" }>): string {
  switch (chunk.kind) {
    case "cut":
      return `the log was cut at byte ${chunk.offset}: ${chunk.reason}; trying again`;
    case "resumed":
      return `the log goes on at byte ${chunk.offset}`;
    case "way":
      return chunk.way === "api"
        ? `the pod's files are out of reach (${chunk.reason}); the log goes on from the container's own log, and junit_01.xml will be made from it`
        : `the collector is gone (${chunk.reason}); the log goes on through the suite's own container`;
  }
}
