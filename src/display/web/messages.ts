import type { LiveMessage } from "../../report/live/message.ts";
import { podState } from "../../report/pod-state.ts";
import { causeNow, causeOver } from "../../results/cause-words.ts";
import { testId } from "../../results/evidence.ts";
import type { RunEvent } from "../../run/events.ts";
import { causeOf } from "../../suite/cause.ts";
import { hasFailed } from "../../suite/spec.ts";

/** Characters of a failure's message: all of it is in the report at the end. */
const mostOfMessage = 16_384;

/** What a browser is sent of an event; `rows` is the number of pod rows so far, this one included. */
export function liveMessage(event: RunEvent, rows: number): LiveMessage | undefined {
  const { at } = event;
  switch (event.kind) {
    case "run-started":
      return {
        kind: "run",
        at,
        name: event.id,
        processes: event.processes,
        facts: [
          ["Kubernetes", event.version],
          ["Ginkgo processes", String(event.processes)],
          ["Namespace", event.namespace],
          ["Image", event.image],
        ],
      };
    case "progress": {
      const { total, passed, failed, remaining, running, elapsed, left, noContactSince } = event;
      return {
        kind: "progress",
        at,
        total,
        passed,
        failed,
        remaining,
        running,
        ...(elapsed === undefined ? {} : { elapsed }),
        ...(left === undefined ? {} : { left }),
        ...(noContactSince === undefined ? {} : { silentSince: noContactSince }),
        rows,
      };
    }
    case "spec-finished": {
      const { name, state, seconds, message, location } = event.spec;
      const cause = hasFailed(state) ? causeOf(event.spec) : undefined;
      const test = {
        id: testId(name),
        name,
        state,
        seconds,
        ...(cause === undefined ? {} : { cause }),
        ...(message === undefined || message === cause ? {} : { message: message.slice(0, mostOfMessage) }),
        ...(location === undefined ? {} : { location }),
        ...(event.namespaces === undefined ? {} : { namespaces: event.namespaces.slice(0, 50) }),
      };
      return { kind: "test", at, test };
    }
    case "pod": {
      const { namespace, name, columns, cells, change } = event;
      const cell = (column: string) => String(cells[columns.indexOf(column)] ?? "");
      const word = cell("Status").slice(0, 60);
      const state = podState(word, cell("Ready"));
      return { kind: "pod", at, namespace, name, state, word, ...(change === "DELETED" && { gone: true }) };
    }
    case "notice": {
      const { level, text, fix } = event;
      return { kind: "notice", at, level, text, ...(fix === undefined ? {} : { fix }) };
    }
    case "finding":
      return {
        kind: "notice",
        at,
        level: "warning",
        text: `preflight ${event.check}: ${event.summary}`,
        ...(event.fix === undefined ? {} : { fix: event.fix }),
      };
    case "starting":
      return { kind: "notice", at, level: "info", text: event.text };
    case "cause": {
      const { about, what, why, change, fix } = event;
      const isOver = change === "over";
      return {
        kind: "cause",
        at,
        id: `${about} ${what} ${why}`,
        change,
        text: isOver ? causeOver(event) : causeNow(event),
        ...(isOver ? {} : { fix }),
      };
    }
    // the progress says how far the suite is, and the end is sent by whoever has the report
    case "suite-started":
    case "spec-started":
    case "suite-finished":
    case "cleaned":
    case "run-finished":
    case "run-left":
      return undefined;
  }
}
