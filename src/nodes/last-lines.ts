import { sizeWords, TooLarge } from "../net/bytes.ts";
import { beginningOf } from "./journal-lines.ts";
import { stampIn } from "./stamp.ts";

// bytes that are kept
const most = 64 * 1024 * 1024;
// bytes of a line of which its beginning is looked at
const beginning = 400;

/** Lines of a journal that are kept until all have come. */
export interface KeptLines {
  /** @throws TooLarge if they are more than 64 MiB */
  push(lines: readonly Uint8Array[]): void;
  /** In the order of time. */
  all(): readonly Uint8Array[];
}

/** The last `tail` of the lines that come. */
export function lastLines(tail: number): KeptLines {
  let kept: Uint8Array[] = [];
  let bytes = 0;
  const cut = () => {
    if (kept.length <= tail) return;
    kept = kept.slice(kept.length - tail);
    bytes = kept.reduce((sum, line) => sum + line.length, 0);
  };
  return {
    push(lines) {
      for (const line of lines) {
        kept.push(line);
        bytes += line.length;
      }
      // not each time, because it moves all that are left
      if (kept.length > 2 * tail + 1000 || bytes > most) cut();
      refuseMore(bytes);
    },
    all() {
      cut();
      return kept;
    },
  };
}

/** All lines, in the order of time, though journalctl begins with the newest. */
export function turnedLines(now: number): KeptLines {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(lines) {
      for (const line of lines) {
        kept.push(line);
        bytes += line.length;
      }
      refuseMore(bytes);
    },
    all: () => inOrder(kept, now),
  };
}

function refuseMore(bytes: number): void {
  if (bytes > most) throw new TooLarge(`the last lines are more than ${sizeWords(most)}`);
}

function inOrder(lines: readonly Uint8Array[], now: number): readonly Uint8Array[] {
  const entries: Uint8Array[][] = [];
  const stamps: number[] = [];
  for (const line of lines) {
    const at = stampIn(beginningOf(line, beginning), now);
    const [entry] = entries.slice(-1);
    if (at !== undefined) stamps.push(at);
    // a message of several lines
    if (at === undefined && entry !== undefined) entry.push(line);
    else entries.push([line]);
  }
  const [first = 0] = stamps;
  return (first > (stamps.at(-1) ?? 0) ? entries.toReversed() : entries).flat();
}
