import path from "node:path";
import type { Display } from "../../display/display.ts";
import { createJsonlDisplay } from "../../display/jsonl.ts";
import { createPodsDisplay } from "../../display/pods.ts";
import type { RunEvent } from "../../run/events.ts";
import { FileSink } from "./file-sink.ts";

/**
 * Shows a run on the screen and writes the same to `events.jsonl` and `pods.txt` of the folder; `told` is what the screen has
 * shown before there was a folder.
 * @throws RunError, as all of its calls, where a file cannot be written
 */
export function createRunDisplays(screen: Display, folder: string, told: readonly RunEvent[]): Display {
  const events = new FileSink(path.join(folder, "events.jsonl"));
  const pods = new FileSink(path.join(folder, "pods.txt"));
  const kept = createJsonlDisplay(events);
  const shown: readonly Display[] = [screen, kept, createPodsDisplay(pods)];
  let open = true;
  for (const event of told) kept.show(event);
  return {
    show: (event) => {
      for (const display of shown) display.show(event);
    },
    note: (line) => {
      for (const display of shown) display.note(line);
    },
    pause: () => {
      for (const display of shown) display.pause();
    },
    resume: () => {
      for (const display of shown) display.resume();
    },
    close: () => {
      if (!open) return;
      open = false;
      all([...shown.map((display) => () => display.close()), () => events.close(), () => pods.close()]);
    },
  };
}

/** Does each of them, whatever becomes of the others, and then throws the first's error. */
function all(works: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const work of works) {
    try {
      work();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
