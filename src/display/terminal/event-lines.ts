import type { RunEvent } from "../../run/events.ts";
import { hasFailed } from "../../suite/spec.ts";
import type { Style } from "../style.ts";
import { failureMessage, failureTitle, noticeLines, safeLines, suiteStarted } from "../words.ts";

/** The lasting lines of an event; most only move the bar. */
export function eventLines(event: RunEvent, style: Style): readonly string[] {
  switch (event.kind) {
    case "starting":
      return safeLines(event.text);
    case "suite-started":
      return [`suite started: ${suiteStarted(event)}`];
    case "notice":
      return event.level === "info"
        ? noticeLines(event)
        : labelled(style.warning("warning:"), noticeLines(event));
    case "spec-finished": {
      if (!hasFailed(event.spec.state)) return [];
      const { name, rest } = failureTitle(event.spec);
      const title = `${style.bad(style.signs.failed)} ${style.bold(name)} ${rest}`;
      return [title, ...failureMessage(event.spec, style.signs.ellipsis)];
    }
    default:
      return [];
  }
}

function labelled(label: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  return [`${label} ${first}`, ...rest];
}
