import { setImmediate } from "node:timers/promises";
import { InputError } from "../../errors.ts";
import { Recorder } from "../recorder.ts";
import type { Tally } from "../tally.ts";
import { Cut, type LogFile } from "./open.ts";
import { LogReader, type LogReading } from "./read.ts";
import { readSplit } from "./split.ts";

/** What was read of all logs. */
export interface Reading extends LogReading {
  /** What is missing, for each log that was cut off. */
  readonly missing: readonly string[];
}

export interface ReadOptions {
  readonly open: (name: string) => Promise<LogFile>;
  /** Whether a log that is cut off counts with what it has. */
  readonly partial: boolean;
  readonly signal: AbortSignal;
}

/** From how many bytes on another thread pays. */
const large = 16 * 1024 * 1024;

/**
 * Reads logs into a tally, one after the other; their order does not matter.
 * @throws InputError naming the log that cannot be read, or has no event
 */
export async function readLogs(
  names: readonly string[],
  tally: Tally,
  options: ReadOptions,
): Promise<Reading> {
  const readings: LogReading[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const log = await options.open(name);
    const { plain } = log;
    const isLarge = plain !== undefined && plain.size >= large;
    const reading = isLarge
      ? await readSplit(plain, log.name, tally, options.signal)
      : await readStream(log, tally, missing, options);
    readings.push(reading);
    if (reading.read === 0) throw noEvents(log.name, reading);
  }
  return {
    read: sum(readings.map(({ read }) => read)),
    broken: sum(readings.map(({ broken }) => broken)),
    shown: readings.flatMap(({ shown }) => shown),
    missing,
  };
}

async function readStream(
  { name, content }: LogFile,
  tally: Tally,
  missing: string[],
  options: ReadOptions,
): Promise<LogReading> {
  const recorder = new Recorder(tally.question);
  const add = tally.source();
  const reader = new LogReader(name, recorder);
  try {
    for await (const chunk of content) {
      options.signal.throwIfAborted();
      reader.push(chunk);
      add(recorder.drain());
    }
  } catch (error) {
    if (!(error instanceof Cut && options.partial)) throw error;
    missing.push(error.message);
  }
  reader.end();
  add(recorder.drain());
  await setImmediate();
  return reader;
}

function noEvents(name: string, { broken, shown: [first] }: LogReading): InputError {
  if (first === undefined) return new InputError(`${name}: has no audit events, only blank lines`);
  const fix =
    first.line === 1 && first.why === "is cut off"
      ? "an audit log has one event a line; where this is indented JSON, use `jq -c . FILE`"
      : "use the log that the API server writes with --audit-log-path, as JSON";
  return new InputError(
    `${name}: has no audit events: ${broken === 1 ? "its line" : `each of its ${broken} lines`} is broken; line ${first.line} ${first.why}`,
    { fix },
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
