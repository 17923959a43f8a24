import ansiEscapes from "ansi-escapes";
import type { Sink } from "../../process/io.ts";

const usualColumns = 80;

/** One or more lines at the bottom of a terminal, redrawn in place. */
export interface LiveLine {
  draw(text: string): void;
  /** Removes the line, so that lasting lines can be written in its place. */
  clear(): void;
}

/** The terminal's width in cells; 80 if it does not report one. */
export function columnsOf(sink: Sink): number {
  return sink.columns || usualColumns;
}

/**
 * A live line on a terminal. The cursor rests on its first cell, and terminals keep it there when the window's width
 * changes and the line wraps over several rows: so clearing needs no count of rows, which no program can know for
 * sure while a window is being dragged.
 */
export function createLiveLine(sink: Sink): LiveLine {
  const { cursorLeft, cursorUp, eraseDown, synchronizedOutput } = ansiEscapes;
  let drawn = "";
  return {
    draw(text) {
      if (text === drawn) return;
      // Autowrap is off meanwhile: text in a window that just became narrower must stay on one row.
      const rows = text.split("\n").length;
      const back = rows === 1 ? cursorLeft : cursorLeft + cursorUp(rows - 1);
      sink.write(synchronizedOutput(`${cursorLeft}${eraseDown}\x1b[?7l${text}\x1b[?7h${back}`));
      drawn = text;
    },
    clear() {
      if (drawn !== "") sink.write(cursorLeft + eraseDown);
      drawn = "";
    },
  };
}
