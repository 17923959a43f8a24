import type { Sink } from "../process/io.ts";
import type { PodEvent } from "../run/events.ts";
import type { Display, Timers } from "./display.ts";
import type { Style } from "./style.ts";
import { PodTable, type Room } from "./table.ts";

/** How long the first list may wait for its last row. */
const firstListMs = 100;

/** Pod rows on their way out: the first list as one block, so that its columns align, later each row by itself. */
export interface PodRows {
  add(event: PodEvent): void;
  /** Writes a first list still held back. */
  flush(): void;
}

/**
 * Pod rows written with `write`, each call a block of whole lines. What belongs to the first list is known by its
 * time: its rows were all seen at once. Given a `room`, they fit it.
 */
export function createPodRows(write: (text: string) => void, timers: Timers, room?: Room): PodRows {
  const table = new PodTable(room);
  let first: PodEvent[] | undefined = [];
  let cancel: (() => void) | undefined;

  function print(events: readonly PodEvent[]): void {
    write(`${table.block(events).join("\n")}\n`);
  }

  function flush(): void {
    if (first === undefined || first.length === 0) return;
    cancel?.();
    print(first);
    first = undefined;
  }

  return {
    flush,
    add(event) {
      if (first !== undefined && first[0] !== undefined && first[0].at !== event.at) flush();
      if (first === undefined) return print([event]);
      if (first.push(event) === 1) cancel = timers.after(firstListMs, flush);
    },
  };
}

/** The room that rows have on a sink; undefined where it is no terminal, and they are kubectl's own. */
export function roomOn(sink: Sink, { signs }: Style): Room | undefined {
  return sink.isTTY ? { columns: () => sink.columns, ellipsis: signs.ellipsis } : undefined;
}

// a file's rows wait for the next one or the end, since nobody hears what a timer throws
const noTimers: Timers = { after: () => () => undefined };

/** Pod rows alone, as `kubectl get pod -A -w` prints them, for a file. */
export function createPodsDisplay(file: Sink): Display {
  const rows = createPodRows((text) => file.write(text), noTimers);
  return {
    show(event) {
      if (event.kind === "pod") rows.add(event);
    },
    note() {},
    pause() {},
    resume() {},
    close: () => rows.flush(),
  };
}
