import path from "node:path";
import { type Display, realTimers, type Timers } from "../../display/display.ts";
import { createJsonlDisplay } from "../../display/jsonl.ts";
import { createPodsDisplay } from "../../display/pods.ts";
import { firstLine } from "../../errors.ts";
import type { Sink } from "../../process/io.ts";
import type { RunEvent } from "../../run/events.ts";
import { safe } from "../../text/safe.ts";
import { FileSink } from "./file-sink.ts";

/**
 * Shows a run on the screen and, once it has a folder, writes the same to its `events.jsonl` and `pods.txt`. A display that fails is
 * dropped with a word on stderr: it is no reason to lose a run of hours. Only `events.jsonl` is, without which the folder would not say
 * what happened.
 * @throws RunError, as all of its calls, where events.jsonl cannot be written
 */
export function createRunDisplays(screen: (timers: Timers) => Display, stderr: Sink): Display {
  const early: RunEvent[] = [];
  const beside = [contained("the screen", screen, stderr)];
  let kept: Display | undefined;
  const open = (folder: string) => {
    kept = fileDisplay(path.join(folder, "events.jsonl"), createJsonlDisplay);
    const pods = () => fileDisplay(path.join(folder, "pods.txt"), createPodsDisplay);
    beside.push(contained("pods.txt", pods, stderr));
    for (const event of early.splice(0)) kept.show(event);
  };
  return {
    show(event) {
      if (event.kind === "run-started" && kept === undefined) open(event.folder);
      if (kept === undefined) early.push(event);
      else kept.show(event);
      for (const display of beside) display.show(event);
    },
    note: (line) => {
      for (const display of beside) display.note(line);
    },
    pause: () => {
      for (const display of beside) display.pause();
    },
    resume: () => {
      for (const display of beside) display.resume();
    },
    close() {
      for (const display of beside) display.close();
      const closing = kept;
      kept = undefined;
      closing?.close();
    },
  };
}

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
 * A display that is made when it is first asked to show something, and is closed at its first error, also one of its timers: it shows
 * nothing more then. It is closed once, whatever happens, so that it leaves the terminal as it was.
 */
function contained(what: string, make: (timers: Timers) => Display, stderr: Sink): Display {
  let open = true;
  let made: Display | undefined;
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
    made?.close();
  };
  const timers: Timers = { after: (ms, call) => realTimers.after(ms, () => guard(call)) };
  const call = (work: (display: Display) => void) =>
    guard(() => {
      made ??= make(timers);
      work(made);
    });
  return {
    show: (event) => call((display) => display.show(event)),
    note: (line) => call((display) => display.note(line)),
    pause: () => call((display) => display.pause()),
    resume: () => call((display) => display.resume()),
    close: () => guard(close),
  };
}
