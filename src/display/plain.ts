import type { ProgressEvent, RunEvent, StartingEvent } from "../run/events.ts";
import { hasFailed } from "../suite/spec.ts";
import { clock } from "../text/duration.ts";
import { type Display, type DisplayIo, realTimers, type Timers } from "./display.ts";
import { findingLines } from "./findings.ts";
import { done, elapsedAt, leftAt, longest, noContact, progressAfter } from "./progress.ts";
import type { Shown } from "./show.ts";
import { type Style, styleFor } from "./style.ts";
import { timeLeft } from "./time-left.ts";
import {
  causeLines,
  cleanedLines,
  failureMessage,
  failureTitle,
  noticeLines,
  runStarted,
  safeLines,
  suiteFinished,
  suiteStarted,
} from "./words.ts";

const heartbeatMs = 30_000;

interface Entry {
  readonly label: string;
  readonly lines: readonly string[];
}

/**
 * For a log: everything except pod rows on stderr, each line with its time (UTC, as in e2e.log). Progress is reported every 30 s and after a
 * failure; no color, nothing redrawn.
 */
export function createPlainDisplay(
  io: Pick<DisplayIo, "stderr" | "env" | "now">,
  name: string,
  shown: Pick<Shown, "tests">,
  timers: Timers = realTimers,
): Display {
  const style = styleFor(io.stderr, io.env);
  let progress: ProgressEvent | undefined;
  let starting: StartingEvent | undefined;
  let due = false;
  let closed = false;
  let cancel: (() => void) | undefined;

  function print(at: number, { label, lines: [first = "", ...rest] }: Entry): void {
    io.stderr.write([`${timeOfDay(at)} ${label} ${first}`, ...rest, ""].join("\n"));
  }

  function printProgress(now: number): void {
    due = false;
    if (progress !== undefined) print(now, { label: "progress", lines: [progressWords(progress, now)] });
    else if (starting !== undefined) print(now, { label: "starting", lines: [startingWords(starting, now)] });
    beat();
  }

  function beat(): void {
    cancel?.();
    if (!closed) cancel = timers.after(heartbeatMs, () => printProgress(io.now()));
  }

  beat();
  return {
    show(event) {
      progress = progressAfter(progress, event);
      const entry = entryFor(event, style, name, shown.tests);
      if (entry !== undefined) print(event.at, entry);
      if (event.kind === "starting") starting = event;
      if (entry?.label === "failed") due = true;
      if (event.kind === "progress" && due) printProgress(event.at);
    },
    note(line) {
      for (const text of safeLines(line)) io.stderr.write(`${text}\n`);
    },
    pause() {},
    resume() {},
    close() {
      closed = true;
      cancel?.();
    },
  };
}

/** An event's line after the time, and lines below it; undefined for an event that only changes the progress. */
function entryFor(event: RunEvent, style: Style, name: string, tests: boolean): Entry | undefined {
  // no default: a new kind of event must define here what a log contains of it
  switch (event.kind) {
    case "finding":
      return { label: "preflight", lines: findingLines([event], style, name) };
    case "run-started":
      return { label: "following", lines: runStarted(event, style) };
    case "starting":
      return { label: "starting", lines: [safeLines(event.text).join(" ")] };
    case "suite-started":
      return { label: "started", lines: [suiteStarted(event)] };
    case "suite-finished":
      return { label: "finished", lines: [suiteFinished(event)] };
    case "notice":
      return { label: event.level, lines: noticeLines(event) };
    case "cause": {
      const lines = causeLines(event);
      return lines.length === 0 ? undefined : { label: "cause", lines };
    }
    case "spec-finished": {
      const { name: title, rest } = failureTitle(event.spec);
      if (!hasFailed(event.spec.state))
        return tests ? { label: event.spec.state, lines: [`${title} ${rest}`] } : undefined;
      return { label: "failed", lines: [`${title} ${rest}`, ...failureMessage(event.spec, "...")] };
    }
    case "cleaned": {
      const lines = cleanedLines(event);
      return lines.length === 0 ? undefined : { label: "cleanup", lines };
    }
    // rows have their own place, progress is printed every 30 s, and the command ends a run with its verdict and the next step
    case "pod":
    case "spec-started":
    case "progress":
    case "run-finished":
    case "run-left":
      return undefined;
  }
}

function startingWords(event: StartingEvent, now: number): string {
  return `${safeLines(event.text).join(" ")} (for ${clock(now - event.at)})`;
}

/**
 * `214/441, 213 passed, 1 failed, 12 running (longest 4m03s), 12m40s so far, about 11m left`; without contact `no contact with the API server for
 * 1m06s; last known: 214/441, 213 passed, 1 failed, 12 running`.
 */
function progressWords(progress: ProgressEvent, now: number): string {
  const { total, passed, failed, running } = progress;
  const words = [`${done(progress)}/${total}`, `${passed} passed`, `${failed} failed`];
  const lost = noContact(progress, now);
  if (lost !== undefined) return `${lost}; last known: ${[...words, `${running.length} running`].join(", ")}`;
  const time = longest(progress, now);
  if (time !== undefined) words.push(`${running.length} running (longest ${clock(time)})`);
  const elapsed = elapsedAt(progress, now);
  if (elapsed !== undefined) words.push(`${clock(elapsed)} so far`);
  const left = leftAt(progress, now);
  if (left !== undefined) words.push(timeLeft(left));
  return words.join(", ");
}

function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice("2026-11-20T".length, "2026-11-20T22:31:05".length);
}
