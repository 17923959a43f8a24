import { type DisplayIo, realTimers, type Timers } from "../display.ts";
import { styleFor } from "../style.ts";
import { columnsOf, createLiveLine } from "../terminal/live-line.ts";
import { createPace } from "../terminal/pace.ts";
import { rowLines } from "./line.ts";
import { hasEnded, type Row } from "./row.ts";

// a terminal has 24 rows at least, and what is taller than it cannot be drawn again in its place
const mostRows = 20;

/** Several clusters on one terminal: a row each at the bottom, drawn in place, and lasting lines above them. */
export interface Board {
  /** Lasting text of whole lines, above the rows. */
  write(text: string): void;
  /** Something of the rows changed. */
  changed(): void;
  /** Holds everything back until as many `resume` as there were `pause`. */
  pause(): void;
  resume(): void;
  /** Writes what is still held back and takes the rows away. */
  close(): void;
}

/** A board on stderr of the rows that `rows` gives. */
export function createBoard(io: DisplayIo, rows: () => readonly Row[], timers: Timers = realTimers): Board {
  const style = styleFor(io.stderr, io.env);
  const live = createLiveLine(io.stderr);
  const pace = createPace(frame, io.now, timers);
  let waiting = "";
  let pauses = 0;
  let closed = false;

  function frame(): void {
    if (pauses > 0) return;
    if (waiting !== "") {
      live.clear();
      io.stderr.write(waiting);
      waiting = "";
    }
    if (!closed) live.draw(drawn().join("\n"));
  }

  /** All rows where they fit, else those still under way first. */
  function drawn(): readonly string[] {
    const all = rows();
    const lines = rowLines(all, io.now(), columnsOf(io.stderr), style);
    if (lines.length <= mostRows) return lines;
    const order = [...all.keys()].sort((a, b) => ended(all[a]) - ended(all[b]) || a - b);
    const shown = order.slice(0, mostRows - 1).sort((a, b) => a - b);
    const under = all.filter((row) => !hasEnded(row)).length;
    return [
      ...shown.map((index) => lines[index] ?? ""),
      `${style.signs.ellipsis} of ${all.length} clusters, ${under} under way`,
    ];
  }

  return {
    write(text) {
      waiting += text;
      pace.ask();
    },
    changed: () => pace.ask(),
    pause() {
      if (pauses === 0) {
        frame();
        live.clear();
      }
      pauses += 1;
    },
    resume() {
      pauses -= 1;
      frame();
    },
    close() {
      pauses = 0;
      pace.stop();
      live.clear();
      closed = true;
      frame();
    },
  };
}

function ended(row: Row | undefined): number {
  return row !== undefined && hasEnded(row) ? 1 : 0;
}
