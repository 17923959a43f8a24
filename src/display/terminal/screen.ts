import type { Sink } from "../../process/io.ts";
import type { DisplayIo, Timers } from "../display.ts";
import { createLiveLine } from "./live-line.ts";
import { createPace } from "./pace.ts";

/** A terminal on which lasting text scrolls above what is redrawn in place. */
export interface Screen {
  /** The sink, with what is written to it kept above what is redrawn. It takes whole lines. */
  above(sink: Sink): Sink;
  /** What is redrawn has changed. */
  changed(): void;
  /** Holds everything back until there were as many `resume` as `pause` calls. */
  pause(): void;
  resume(): void;
  /** Writes what is still held back and removes what is redrawn; later output is written at once. */
  close(): void;
}

/**
 * A screen that redraws the result of `drawn` on stderr. A burst of output is written together, at most ten times a second, and redrawn
 * once a second so that its times advance.
 */
export function createScreen(
  io: Pick<DisplayIo, "stderr" | "now">,
  timers: Timers,
  drawn: () => string | undefined,
): Screen {
  const live = createLiveLine(io.stderr);
  const pace = createPace(frame, io.now, timers);
  let waiting: { readonly sink: Sink; text: string }[] = [];
  let pauses = 0;
  let closed = false;

  function frame(): void {
    if (pauses > 0) return;
    // what is redrawn may share the terminal with stdout, so it is out of the way whenever either is written
    if (waiting.some(({ sink }) => sink.isTTY)) live.clear();
    for (const { sink, text } of waiting) sink.write(text);
    waiting = [];
    const text = closed ? undefined : drawn();
    if (text !== undefined) live.draw(text);
  }

  function changed(): void {
    if (closed) frame();
    else pace.ask();
  }

  return {
    above: (sink) => ({
      get isTTY() {
        return sink.isTTY;
      },
      get columns() {
        return sink.columns;
      },
      get rows() {
        return sink.rows;
      },
      write(data) {
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        const last = waiting.at(-1);
        // adjacent writes to one sink in one write
        if (last?.sink === sink) last.text += text;
        else waiting.push({ sink, text });
        changed();
      },
    }),
    changed,
    pause() {
      if (pauses === 0) {
        frame();
        live.clear();
      }
      pauses += 1;
    },
    resume() {
      pauses = Math.max(0, pauses - 1);
      frame();
    },
    close() {
      pauses = 0;
      pace.stop();
      closed = true;
      live.clear();
      frame();
    },
  };
}
