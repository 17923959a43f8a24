import path from "node:path";
import { type Display, realTimers, type Timers } from "../../display/display.ts";
import { createJsonlDisplay } from "../../display/jsonl.ts";
import { createPodsDisplay } from "../../display/pods.ts";
import { firstLine } from "../../errors.ts";
import type { Io, Sink } from "../../process/io.ts";
import type { RunEvent } from "../../run/events.ts";
import { safe } from "../../text/safe.ts";
import { FileSink } from "./file-sink.ts";

/** Everything that shows a run, and what is known about the run from what was shown. */
export interface RunDisplays extends Display {
  readonly seen: {
    /** Whether the run is in the cluster. */
    readonly there: boolean;
    /** Whether its suite has ended. */
    readonly over: boolean;
  };
}

/**
 * Shows a run on the screen and, once it has a folder, writes the same to its `events.jsonl` and `pods.txt`. A display that fails is
 * dropped with a message on stderr: it is not a reason to lose a run of hours. Only `events.jsonl` is, without which the folder would not say
 * what happened. A stdout that its reader closes ends nothing, and is reported once. `onStarted` is called once the run is shown to have started.
 * @throws RunError from any of its calls if events.jsonl cannot be written
 */
export function createRunDisplays(
  screen: (timers: Timers) => readonly Display[],
  { stdout, stderr }: Pick<Io, "stdout" | "stderr">,
  onStarted: () => void,
): RunDisplays {
  const early: RunEvent[] = [];
  const displays = [contained("the screen", screen, stderr)];
  const seen = { there: false, over: false };
  let isDesertionReported = false;
  const reportDesertion = () => {
    if (isDesertionReported || stdout.isDeserted !== true) return;
    isDesertionReported = true;
    // above the bar, if there is one
    for (const display of displays) display.pause();
    stderr.write(
      "warning: nobody reads stdout any longer; the run goes on, and its folder keeps what is not shown\n",
    );
    for (const display of displays) display.resume();
  };
  let kept: Display | undefined;
  const open = (folder: string) => {
    kept = fileDisplay(path.join(folder, "events.jsonl"), (sink) => createJsonlDisplay(sink));
    const pods = () => [fileDisplay(path.join(folder, "pods.txt"), (sink) => createPodsDisplay(sink))];
    displays.push(contained("pods.txt", pods, stderr));
    for (const event of early.splice(0)) kept.show(event);
  };
  return {
    seen,
    show(event) {
      // before anything else, because showing it may throw
      seen.there ||= !provesNoRun.includes(event.kind);
      seen.over ||= event.kind === "suite-finished";
      if (event.kind === "run-started" && kept === undefined) open(event.folder);
      if (kept === undefined) early.push(event);
      else kept.show(event);
      for (const display of displays) display.show(event);
      reportDesertion();
      if (event.kind === "run-started") onStarted();
    },
    note: (line) => {
      for (const display of displays) display.note(line);
    },
    pause: () => {
      for (const display of displays) display.pause();
    },
    resume: () => {
      for (const display of displays) display.resume();
    },
    close() {
      for (const display of displays) display.close();
      const closing = kept;
      kept = undefined;
      closing?.close();
    },
  };
}

// events of a run that may not be in the cluster yet, or not any longer
const provesNoRun: readonly RunEvent["kind"][] = ["finding", "run-started", "notice", "cleaned"];

function fileDisplay(file: string, create: (sink: Sink) => Display): Display {
  const sink = new FileSink(file);
  const display = create(sink);
  return {
    ...display,
    close() {
      try {
        display.close();
      } finally {
        sink.close();
      }
    },
  };
}

/**
 * Displays that are created when they are first asked to show something, and closed at the first error, including errors of their timers: they show
 * nothing more then. Each is closed once, whatever happens, so that it leaves the terminal as it was.
 */
function contained(what: string, make: (timers: Timers) => readonly Display[], stderr: Sink): Display {
  let open = true;
  let made: readonly Display[] | undefined;
  const guard = (work: () => void) => {
    if (!open) return;
    try {
      work();
    } catch (error) {
      try {
        if (open) close();
      } catch {
        // its first error is the one to report
      }
      stderr.write(`warning: ${what} shows nothing more of the run: ${safe(firstLine(error))}\n`);
    }
  };
  const close = () => {
    open = false;
    closeAll(made ?? []);
  };
  const timers: Timers = { after: (ms, call) => realTimers.after(ms, () => guard(call)) };
  const each = (work: (display: Display) => void) =>
    guard(() => {
      made ??= make(timers);
      for (const display of made) work(display);
    });
  return {
    show: (event) => each((display) => display.show(event)),
    note: (line) => each((display) => display.note(line)),
    pause: () => each((display) => display.pause()),
    resume: () => each((display) => display.resume()),
    close: () => guard(close),
  };
}

/** Closes each, even if closing another throws; the first error is thrown at the end. */
function closeAll([first, ...rest]: readonly Display[]): void {
  if (first === undefined) return;
  try {
    first.close();
  } finally {
    closeAll(rest);
  }
}
