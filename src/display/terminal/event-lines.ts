import type { RunEvent } from "../../run/events.ts";
import { hasFailed } from "../../suite/spec.ts";
import { findingLines } from "../findings.ts";
import type { Style } from "../style.ts";
import {
  causeLines,
  cleanedLines,
  failureMessage,
  failureTitle,
  noticeLines,
  runStarted,
  safeLines,
  suiteStarted,
} from "../words.ts";

/** The lasting lines for an event; most events only move the bar. `name` is how this program was called. */
export function eventLines(event: RunEvent, style: Style, name: string): readonly string[] {
  // no default: a new kind of event must define here what the user sees
  switch (event.kind) {
    case "finding":
      return findingLines([event], style, name);
    case "run-started":
      return runStarted(event, style);
    case "starting":
      return safeLines(event.text);
    case "suite-started":
      return [`suite started: ${suiteStarted(event)}`];
    case "notice":
      return event.level === "info"
        ? noticeLines(event)
        : labelled(style.warning("warning:"), noticeLines(event));
    case "cause": {
      const lines = causeLines(event);
      const label = event.change === "over" ? style.good("cause:") : style.bad("cause:");
      return lines.length === 0 ? [] : labelled(label, lines);
    }
    case "spec-finished": {
      if (!hasFailed(event.spec.state)) return [];
      const { name: title, rest } = failureTitle(event.spec);
      return [
        `${style.bad(style.signs.failed)} ${style.bold(title)} ${rest}`,
        ...failureMessage(event.spec, style.signs.ellipsis),
      ];
    }
    case "cleaned":
      return cleanedLines(event);
    // rows have their own place, the bar shows progress, and the command ends a run with its verdict and the next step
    case "pod":
    case "spec-started":
    case "progress":
    case "suite-finished":
    case "run-finished":
    case "run-left":
      return [];
  }
}

function labelled(label: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  return [`${label} ${first}`, ...rest];
}
