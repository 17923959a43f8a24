import { closeSync, openSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { unlessAborted } from "../../async/unless-aborted.ts";
import { type Question, Recorder } from "../recorder.ts";
import type { Tally } from "../tally.ts";
import { type PlainFile, unreadable } from "./open.ts";
import { type Other, OtherThread, type SharedLog } from "./other-thread.ts";
import { nextPart, type Part, type PartReading, partAt, readPart } from "./part.ts";
import { type LogReading, mostShown } from "./read.ts";

/**
 * Reads a log into a tally with two threads, each of which takes the next part when it is done with one. The parts are counted in the order of the
 * log, so the result is that of one thread. Where the other thread does not start, or ends early, this one reads everything.
 * @throws InputError naming the log where it cannot be read, and the signal's reason
 */
export async function readSplit(
  { path, size }: PlainFile,
  name: string,
  tally: Tally,
  signal: AbortSignal,
  start: (log: SharedLog, question: Question) => Other = startThread,
): Promise<LogReading> {
  const { question } = tally;
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const file = opened(path, name);
  const other = start({ path, name, size, counter }, question);
  const readHere = (part: Part, recorder: Recorder) => {
    try {
      return readPart(file, part, name, recorder);
    } catch (cause) {
      throw unreadable(name, cause);
    }
  };
  try {
    const [recorder, counts] = [new Recorder(question), new Counts(name)];
    const [add, addOthers] = [tally.source(), tally.source()];
    const own = new Map<number, PartReading>();
    let at = 0;
    const countReady = () => {
      for (;;) {
        const mine = own.get(at);
        const reading = mine ?? other.take(at);
        if (reading === undefined) return;
        own.delete(at);
        counts.add(reading);
        (mine === undefined ? addOthers : add)(reading.recorded);
        at++;
      }
    };
    for (let part = nextPart(counter, size); part !== undefined; part = nextPart(counter, size)) {
      own.set(part.index, readHere(part, recorder));
      // lets the other's parts arrive, and signals
      await setImmediate();
      signal.throwIfAborted();
      countReady();
    }
    for (let part = partAt(at, size); part !== undefined; part = partAt(at, size)) {
      await unlessAborted(other.hasRead(at), signal);
      countReady();
      if (part.index !== at) continue;
      // it ended without this one
      const reading = readHere(part, new Recorder(question));
      counts.add(reading);
      tally.source()(reading.recorded);
      at++;
      countReady();
    }
    return counts;
  } finally {
    closeSync(file);
    await other.stop();
  }
}

function opened(path: string, name: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** The other thread, or nobody where the runtime allows none. */
function startThread(log: SharedLog, question: Question): Other {
  try {
    return new OtherThread(log, question);
  } catch {
    return { take: () => undefined, hasRead: async () => false, stop: async () => undefined };
  }
}

/** The sums of parts. */
class Counts implements LogReading {
  read = 0;
  broken = 0;
  readonly shown: LogReading["shown"][number][] = [];
  #lines = 0;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  add({ read, broken, shown, lines }: PartReading): void {
    for (const { line, why } of shown.slice(0, mostShown - this.shown.length))
      this.shown.push({ file: this.#name, line: this.#lines + line, why });
    this.read += read;
    this.broken += broken;
    this.#lines += lines;
  }
}
