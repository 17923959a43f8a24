import type { Display, DisplayIo, Timers } from "./display.ts";
import { createJsonlDisplay } from "./jsonl.ts";
import { createPlainDisplay } from "./plain.ts";
import { createTerminalDisplay } from "./terminal.ts";

/** What `-o` may ask of a run: the table for people, JSON lines for machines. */
export type DisplayFormat = "table" | "jsonl";

/**
 * The display for a format: JSON lines alone on stdout, or pod rows on stdout and the rest on stderr, with a bar
 * where stderr is a terminal that can move its cursor. `name` is how this program was called.
 */
export function createDisplay(format: DisplayFormat, io: DisplayIo, name: string, timers?: Timers): Display {
  if (format === "jsonl") return createJsonlDisplay(io.stdout);
  return io.stderr.isTTY && io.env.TERM !== "dumb"
    ? createTerminalDisplay(io, name, timers)
    : createPlainDisplay(io, name, timers);
}
