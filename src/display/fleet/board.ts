import { type DisplayIo, realTimers, type Timers } from "../display.ts";
import { styleFor } from "../style.ts";
import { columnsOf } from "../terminal/live-line.ts";
import { createScreen, type Screen } from "../terminal/screen.ts";
import { rowLines } from "./line.ts";
import { hasEnded, type Row } from "./row.ts";

const mostRows = 20;
// for a terminal that does not report it
const usualRows = 24;

/** Several clusters on one terminal: one row each at the bottom of stderr, redrawn in place, and lasting lines above them. */
export function createBoard(
  io: Pick<DisplayIo, "stderr" | "env" | "now">,
  rows: () => readonly Row[],
  timers: Timers = realTimers,
): Screen {
  const style = styleFor(io.stderr, io.env);
  return createScreen(io, timers, () => drawn().join("\n"));

  /** All rows if they fit, otherwise those still in progress first. */
  function drawn(): readonly string[] {
    const all = rows();
    const lines = rowLines(all, io.now(), columnsOf(io.stderr), style);
    // anything taller than the terminal scrolls away, and could not be redrawn in place; the cursor needs no row of its own
    const room = Math.max(1, Math.min(mostRows, (io.stderr.rows || usualRows) - 1));
    if (lines.length <= room) return lines;
    const order = [...all.keys()].sort((a, b) => ended(all[a]) - ended(all[b]) || a - b);
    const shown = order.slice(0, room - 1).sort((a, b) => a - b);
    const under = all.filter((row) => !hasEnded(row)).length;
    return [
      ...shown.map((index) => lines[index] ?? ""),
      `${style.signs.ellipsis} of ${all.length} clusters, ${under} in progress`,
    ];
  }
}

function ended(row: Row | undefined): number {
  return row !== undefined && hasEnded(row) ? 1 : 0;
}
