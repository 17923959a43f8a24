import path from "node:path";
import type { Display } from "../../display/display.ts";
import { createJsonlDisplay } from "../../display/jsonl.ts";
import { createPodsDisplay } from "../../display/pods.ts";
import { FileSink } from "./file-sink.ts";

/** Shows a run on the screen and writes the same to `events.jsonl` and `pods.txt` of the folder. */
export function createRunDisplays(screen: Display, folder: string): Display {
  const events = new FileSink(path.join(folder, "events.jsonl"));
  const pods = new FileSink(path.join(folder, "pods.txt"));
  const shown: readonly Display[] = [screen, createJsonlDisplay(events), createPodsDisplay(pods)];
  let open = true;
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
      for (const display of shown) display.close();
      events.close();
      pods.close();
    },
  };
}
