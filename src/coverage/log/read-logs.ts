import { setImmediate } from "node:timers/promises";
import { InputError } from "../../errors.ts";
import type { Tally } from "../tally.ts";
import { Cut, type LogFile } from "./open.ts";
import { type BrokenLine, LogReader } from "./read.ts";

/** What was read of all logs. */
export interface Reading {
  /** Events, repeats included. */
  readonly read: number;
  /** Lines, and parts of batches, that are not events. */
  readonly broken: number;
  /** The first of them of each log. */
  readonly shown: readonly BrokenLine[];
  /** What is missing, for each log that was cut off. */
  readonly missing: readonly string[];
}

export interface ReadOptions {
  readonly open: (name: string) => Promise<LogFile>;
  /** Whether a log that is cut off counts with what it has. */
  readonly partial: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads logs into a tally, one after the other; their order does not matter.
 * @throws InputError naming the log that cannot be read, or has no event
 */
export async function readLogs(
  names: readonly string[],
  tally: Tally,
  options: ReadOptions,
): Promise<Reading> {
  const readers: LogReader[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const { name: label, content } = await options.open(name);
    const reader = new LogReader(label, tally);
    readers.push(reader);
    try {
      for await (const chunk of content) {
        options.signal.throwIfAborted();
        reader.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof Cut && options.partial)) throw error;
      missing.push(error.message);
    }
    reader.end();
    await setImmediate();
    if (reader.read === 0) throw noEvents(label, reader);
  }
  return {
    read: sum(readers.map(({ read }) => read)),
    broken: sum(readers.map(({ broken }) => broken)),
    shown: readers.flatMap(({ shown }) => shown),
    missing,
  };
}

function noEvents(name: string, { broken, shown: [first] }: LogReader): InputError {
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
