import ansiEscapes from "ansi-escapes";
import type { Sink } from "../../process/io.ts";

const usualColumns = 80;

/** A line, or several, at the bottom of a terminal, drawn again in their place. */
export interface LiveLine {
  draw(text: string): void;
  /** Takes the line away, so that lasting lines can be written where it stood. */
  clear(): void;
}

/** The terminal's width in cells; 80 where it tells none. */
export function columnsOf(sink: Sink): number {
  return sink.columns || usualColumns;
}

/**
 * A live line on a terminal. The cursor rests on its first cell, and terminals keep it there when the window's width
 * changes and the line is broken over several rows: so clearing needs no count of rows, which no program can know for
 * sure while a window is being dragged.
 */
export function createLiveLine(sink: Sink): LiveLine {
  const { cursorLeft, cursorUp, eraseDown, synchronizedOutput } = ansiEscapes;
  let drawn = "";
  return {
    draw(text) {
      if (text === drawn) return;
      // Autowrap is off meanwhile: text for a window that just became narrower must stay on one row.
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
