import { type Display, type DisplayIo, realTimers, type Timers } from "./display.ts";
import { createJsonlDisplay } from "./jsonl.ts";
import { createPlainDisplay } from "./plain.ts";
import { createPodsDisplay } from "./pods.ts";
import type { Shown } from "./show.ts";
import { styleFor } from "./style.ts";
import { createTerminalDisplays } from "./terminal.ts";

/** The formats of `-o` for a run: the table for people, JSON lines for machines. */
export type DisplayFormat = "table" | "jsonl";

/**
 * The displays for a format, each of which gets every event, in this order: only JSON lines on stdout, or pod rows on stdout and the rest
 * on stderr, with a bar if stderr is a terminal that can move its cursor. `name` is how this program was called.
 */
export function createDisplays(
  format: DisplayFormat,
  io: DisplayIo,
  name: string,
  shown: Shown,
  timers: Timers = realTimers,
): readonly Display[] {
  if (format === "jsonl") return [createJsonlDisplay(io.stdout, shown)];
  if (io.stderr.isTTY && io.env.TERM !== "dumb") return createTerminalDisplays(io, name, shown, timers);
  const { ellipsis } = styleFor(io.stdout, io.env).signs;
  const pods = shown.pods ? [createPodsDisplay(io.stdout, { timers, ellipsis })] : [];
  return [...pods, createPlainDisplay(io, name, shown, timers)];
}
