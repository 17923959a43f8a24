import type { CauseEvent, ProgressEvent } from "../run/events.ts";
import { causesAfter, worstCause } from "./causes.ts";
import { type Display, type DisplayIo, realTimers, type Timers } from "./display.ts";
import { createPodsDisplay } from "./pods.ts";
import { progressAfter } from "./progress.ts";
import type { Shown } from "./show.ts";
import { styleFor } from "./style.ts";
import { barLine } from "./terminal/bar.ts";
import { endedLines } from "./terminal/ended-line.ts";
import { eventLines } from "./terminal/event-lines.ts";
import { columnsOf } from "./terminal/live-line.ts";
import { createScreen } from "./terminal/screen.ts";
import { wrapFor } from "./terminal/wrap.ts";
import { safeLines } from "./words.ts";

/**
 * For a person at a terminal: pod rows on stdout, tests as they end and notices on stderr, and below them on stderr a progress bar that is
 * redrawn in place. `name` is how this program was called.
 */
export function createTerminalDisplays(
  io: DisplayIo,
  name: string,
  shown: Shown,
  timers: Timers = realTimers,
): readonly Display[] {
  const style = styleFor(io.stderr, io.env);
  let progress: ProgressEvent | undefined;
  let causes: readonly CauseEvent[] = [];
  const screen = createScreen(io, timers, () =>
    progress === undefined
      ? undefined
      : barLine(progress, io.now(), columnsOf(io.stderr), style, worstCause(causes)).text,
  );
  const { ellipsis } = style.signs;
  const pods = shown.pods ? [createPodsDisplay(screen.above(io.stdout), { timers, ellipsis })] : [];
  const stderr = screen.above(io.stderr);
  const say = (lines: readonly string[]): void => {
    if (lines.length > 0) stderr.write(wrapFor(io.stderr, lines.map((line) => `${line}\n`).join("")));
  };
  const lines: Display = {
    show(event) {
      if (event.kind === "pod") return;
      progress = progressAfter(progress, event);
      causes = causesAfter(causes, event);
      say(eventLines(event, style, name));
      if (shown.tests && event.kind === "spec-finished")
        say(endedLines(event.spec, columnsOf(io.stderr), style));
      screen.changed();
    },
    note: (line) => say(safeLines(line)),
    pause: screen.pause,
    resume: screen.resume,
    close: screen.close,
  };
  return [...pods, lines];
}
