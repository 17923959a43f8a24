import { causeNow, causeOver } from "../results/cause-words.ts";
import { tookText } from "../results/words.ts";
import type {
  CauseEvent,
  CleanedEvent,
  NoticeEvent,
  RunStartedEvent,
  SuiteFinishedEvent,
  SuiteStartedEvent,
} from "../run/events.ts";
import { causeOf } from "../suite/cause.ts";
import type { SpecResult } from "../suite/spec.ts";
import { humanDuration } from "../text/duration.ts";
import { safe } from "../text/safe.ts";
import { onProcesses, openingLine } from "./header.ts";
import type { Style } from "./style.ts";

const messageLines = 4;
const lineLength = 300;

/** Untrusted text of several lines, each safe for a terminal. */
export function safeLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map(safe);
}

/** What a run is about to do. */
export function runStarted(event: RunStartedEvent, style: Style): readonly string[] {
  const { id, version, image, processes, why } = event;
  return [
    openingLine({ run: id, server: version, image }, style),
    safe(`${processes} Ginkgo process${processes === 1 ? "" : "es"} (${why})`),
  ];
}

/** What was removed of the suite's leftovers, and what is still there. */
export function cleanedLines({ removed, remains }: CleanedEvent): readonly string[] {
  return [
    ...removed.map((what) => `removed what the suite left: ${safe(what)}`),
    ...remains.map((what) => `still there: ${safe(what)}`),
  ];
}

/** `441 of 7355 specs on 12 processes`. */
export function suiteStarted(event: SuiteStartedEvent): string {
  return `${event.total} of ${event.of} specs ${onProcesses(event.processes)}`;
}

/** `440 passed, 1 failed in 27m02s`. */
export function suiteFinished(event: SuiteFinishedEvent): string {
  return `${event.passed} passed, ${event.failed} failed in ${tookText(event.seconds)}`;
}

/** The lines after a notice's label: its text, then how to fix it. */
export function noticeLines(event: NoticeEvent): readonly string[] {
  const [first = "", ...rest] = safeLines(event.text);
  const fix = event.fix === undefined ? [] : [`fix: ${safeLines(event.fix).join(" ")}`];
  return [first, ...[...rest, ...fix].map((line) => `  ${line}`)];
}

/** The lines for a cause, when it begins with its fix, and when it is over; none for its numbers. */
export function causeLines(event: CauseEvent): readonly string[] {
  switch (event.change) {
    case "begun":
      return [safe(causeNow(event)), `  fix: ${safe(event.fix)}`];
    case "over":
      return [safe(causeOver(event))];
    case "ongoing":
      return [];
  }
}

/** A failed spec in words: `[sig-network] Services … (2m9s) service.go:4291`, with its outcome unless it simply failed. */
export function failureTitle(spec: SpecResult): { readonly name: string; readonly rest: string } {
  const place =
    spec.location === undefined ? "" : ` ${safe(spec.location.slice(spec.location.lastIndexOf("/") + 1))}`;
  return { name: safe(spec.name), rest: `(${endedTime(spec)})${place}` };
}

/** How long a spec took, and how it ended unless that is obvious: `2m9s`, `2m9s, timedout`. */
export function endedTime({ seconds, state }: SpecResult): string {
  const how = state === "failed" || state === "passed" ? "" : `, ${state}`;
  return `${humanDuration(seconds * 1000)}${how}`;
}

/** Its cause if its first line does not say it, then the message's first lines, indented; a last line says how many were left out. */
export function failureMessage(spec: SpecResult, ellipsis: string): readonly string[] {
  const lines = (spec.message ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const shown = lines
    .slice(0, messageLines)
    .map((line) => `  ${safe(clip(line.replaceAll("\t", "  "), ellipsis))}`);
  const left = lines.length - shown.length;
  const cause = lines.length > 1 ? causeOf(spec) : undefined;
  // the cause is cut, and has one space where the line has a tab or several
  const first = lines[0]?.replace(/\s+/g, " ").trim() ?? "";
  const isRepeated =
    cause === undefined || cause.endsWith(first) || first.startsWith(cause.replace(/…$/, ""));
  const head = isRepeated ? [] : [`  ${safe(clip(cause, ellipsis))}`];
  return left === 0
    ? [...head, ...shown]
    : [...head, ...shown, `  ${ellipsis} ${left} more ${left === 1 ? "line" : "lines"} in e2e.log`];
}

function clip(line: string, ellipsis: string): string {
  return line.length <= lineLength ? line : line.slice(0, lineLength) + ellipsis;
}
