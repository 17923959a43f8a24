import { readSync } from "node:fs";
import type { Recorded, Recorder } from "../recorder.ts";
import { type BrokenLine, LogReader } from "./read.ts";

/** What the lines hold that start within a part of a log. */
export interface PartReading {
  readonly recorded: Recorded;
  readonly lines: number;
  readonly read: number;
  readonly broken: number;
  /** The first broken ones, numbered from the first line of the part. */
  readonly shown: readonly BrokenLine[];
}

/** A part of a file, in bytes; the end is not part of it. */
export interface Part {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** Small enough that two threads are done at about the same time, and much larger than a line. */
const partSize = 4 * 1024 * 1024;

/** The part with an index, from 0, of a file of so many bytes; undefined after the last. */
export function partAt(index: number, size: number): Part | undefined {
  const from = index * partSize;
  return from >= size ? undefined : { index, from, to: Math.min(from + partSize, size) };
}

/** Takes the next part that no thread has; undefined if all are taken. */
export function nextPart(counter: Int32Array, size: number): Part | undefined {
  return partAt(Atomics.add(counter, 0, 1), size);
}

const piece = 128 * 1024;
const newline = 10;
// one for each thread: what is new each time costs more than to read
const buffer = Buffer.allocUnsafe(piece);

/** Reads the lines that start within a part of a file, to their ends, as far as the file goes. Throws the system's errors. */
export function readPart(file: number, { from, to }: Part, name: string, recorder: Recorder): PartReading {
  const reader = new LogReader(name, recorder, from === 0);
  let at = from === 0 ? 0 : lineStart(file, from, to);
  while (at < to) {
    const length = readSync(file, buffer, 0, Math.min(piece, to - at), at);
    if (length === 0) break;
    reader.push(buffer.subarray(0, length));
    at += length;
  }
  if (at === to) finish(file, to, reader);
  reader.end();
  const { lines, read, broken, shown } = reader;
  return { recorded: recorder.drain(), lines, read, broken, shown };
}

/** Where the first line starts that does so at or after a place; the end of the part if none does. */
function lineStart(file: number, from: number, to: number): number {
  for (let at = from - 1; at < to - 1; ) {
    const length = readSync(file, buffer, 0, Math.min(piece, to - 1 - at), at);
    if (length === 0) break;
    const end = buffer.subarray(0, length).indexOf(newline);
    if (end >= 0) return at + end + 1;
    at += length;
  }
  return to;
}

/** Reads on to the end of the last line. */
function finish(file: number, to: number, reader: LogReader): void {
  for (let at = to; reader.isWithinLine; ) {
    const length = readSync(file, buffer, 0, piece, at);
    if (length === 0) return;
    const end = buffer.subarray(0, length).indexOf(newline);
    reader.push(buffer.subarray(0, end < 0 ? length : end + 1));
    at += length;
  }
}
