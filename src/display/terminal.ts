import type { Sink } from "../process/io.ts";
import type { ProgressEvent } from "../run/events.ts";
import { type Display, type DisplayIo, realTimers, type Timers } from "./display.ts";
import { createPodRows, roomOn } from "./pods.ts";
import { progressAfter } from "./progress.ts";
import { styleFor } from "./style.ts";
import { barLine } from "./terminal/bar.ts";
import { eventLines } from "./terminal/event-lines.ts";
import { columnsOf, createLiveLine } from "./terminal/live-line.ts";
import { createPace } from "./terminal/pace.ts";
import { wrapFor } from "./terminal/wrap.ts";
import { safeLines } from "./words.ts";

/**
 * For a person at a terminal: pod rows on stdout, failed specs and notices on stderr, and beneath them on stderr a
 * progress bar that is drawn in place. What comes in a burst is written together, with one redraw of the bar.
 */
export function createTerminalDisplay(io: DisplayIo, name: string, timers: Timers = realTimers): Display {
  const style = styleFor(io.stderr, io.env);
  const live = createLiveLine(io.stderr);
  const pace = createPace(frame, io.now, timers);
  const rows = createPodRows((text) => put(io.stdout, text), timers, roomOn(io.stdout, style));
  let waiting: { readonly sink: Sink; readonly text: string }[] = [];
  let progress: ProgressEvent | undefined;
  let closed = false;
  let paused = false;

  function put(sink: Sink, text: string): void {
    waiting.push({ sink, text });
    if (closed) frame();
    else pace.ask();
  }

  function frame(): void {
    if (paused) return;
    // The bar may share the terminal with stdout, so it is out of the way whenever either is written.
    if (waiting.some(({ sink }) => sink.isTTY)) live.clear();
    for (const { sink, text } of merge(waiting)) sink.write(text);
    waiting = [];
    if (progress !== undefined && !closed)
      live.draw(barLine(progress, io.now(), columnsOf(io.stderr), style).text);
  }

  function say(lines: readonly string[]): void {
    if (lines.length > 0) put(io.stderr, wrapFor(io.stderr, lines.map((line) => `${line}\n`).join("")));
  }

  return {
    show(event) {
      if (event.kind === "pod") return rows.add(event);
      rows.flush();
      progress = progressAfter(progress, event);
      say(eventLines(event, style, name));
      if (!closed) pace.ask();
    },
    note(line) {
      rows.flush();
      say(safeLines(line));
    },
    pause() {
      rows.flush();
      frame();
      live.clear();
      paused = true;
    },
    resume() {
      paused = false;
      frame();
    },
    close() {
      paused = false;
      rows.flush();
      pace.stop();
      closed = true;
      live.clear();
      frame();
    },
  };
}

/** Neighbours of one sink in one write. */
function merge(texts: readonly { readonly sink: Sink; readonly text: string }[]) {
  const merged: { readonly sink: Sink; text: string }[] = [];
  for (const { sink, text } of texts) {
    const last = merged.at(-1);
    if (last?.sink === sink) last.text += text;
    else merged.push({ sink, text });
  }
  return merged;
}
