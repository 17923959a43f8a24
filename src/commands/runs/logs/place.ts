import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { inTurns } from "../../../async/steps.ts";
import { InputError } from "../../../errors.ts";
import type { Io } from "../../../process/io.ts";
import { findResults } from "../../../results/read/find.ts";
import { defaultLimits } from "../../../results/read/limits.ts";
import { namePrefix } from "../../../run/runs.ts";
import { LineCutter } from "../../../suite/log/line-cutter.ts";
import { stampOf } from "../../../suite/log/stamps.ts";
import { safe } from "../../../text/safe.ts";

/** Whether a word means results on this machine: it has a slash, which no run's id has, or names a file, or a folder with results in it. */
export async function isPlace(word: string, cwd: string): Promise<boolean> {
  if (namePrefix.test(word)) return false;
  if (/[/\\]/.test(word)) return true;
  try {
    const place = path.resolve(cwd, word);
    if (!(await stat(place)).isDirectory()) return true;
    const names = await readdir(place);
    return ["run.json", "e2e.log", "plugins"].some((name) => names.includes(name));
  } catch {
    return false;
  }
}

/** The log of results. */
export interface PlaceLog {
  pieces(): Iterable<Uint8Array>;
  /** The time of its last line with a time, in milliseconds since the epoch. */
  readonly last: number | undefined;
}

const piece = 256 * 1024;

/**
 * Opens the log of results.
 * @throws InputError if there is none
 */
export async function placeLog(word: string, io: Pick<Io, "cwd" | "now" | "signal">): Promise<PlaceLog> {
  const found = await findResults([path.resolve(io.cwd, word)], defaultLimits, io.signal, true);
  if (found.log === undefined) {
    throw new InputError(`${safe(word)} has no e2e.log`, {
      fix: "name results that have it, or e2e.log itself",
    });
  }
  const { bytes } = found.log;
  const pieces = function* () {
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  };
  return { pieces, last: await inTurns(lastStamp(pieces(), new Date(io.now()).getUTCFullYear()), io.signal) };
}

function* lastStamp(pieces: Iterable<Uint8Array>, year: number): Generator<undefined, number | undefined> {
  const cutter = new LineCutter();
  const decoder = new TextDecoder();
  let last: number | undefined;
  for (const bytes of pieces) {
    for (const line of cutter.push(bytes))
      last = stampOf(decoder.decode(line.subarray(0, 4096)), year) ?? last;
    yield;
  }
  return last;
}
