import { InputError } from "../../../errors.ts";
import type { Sink } from "../../../process/io.ts";
import { LogFilter } from "../../../suite/log/filter.ts";
import { safe } from "../../../text/safe.ts";
import { timeFlag } from "../../time-flag.ts";

/** Which parts of a log to print. */
export interface LogFlags {
  readonly test?: string | undefined;
  readonly tail?: number | undefined;
  readonly since?: string | undefined;
}

/** Takes a log as it comes, and writes the selected parts. */
export interface FilteredLog {
  push(bytes: Uint8Array, sink: Sink): void;
  /** Writes the last lines so far; what is pushed from here on is new. */
  release(sink: Sink): void;
  /** @throws InputError if the selected test is not in the log */
  end(sink: Sink): void;
}

/**
 * The filter for the flags; `end` is the time from which a duration counts back, in milliseconds since the epoch.
 * @throws InputError if --since is not a time
 */
export function logFilter({ test, tail, since }: LogFlags, end: number): FilteredLog {
  if (test === undefined && tail === undefined && since === undefined)
    return { push: (bytes, sink) => sink.write(bytes), release() {}, end() {} };
  const from = since === undefined ? undefined : timeFlag("--since", since, end);
  const filter = new LogFilter({ test, tail, since: from, year: new Date(from ?? end).getUTCFullYear() });
  const write = (lines: readonly Uint8Array[], sink: Sink) => {
    if (lines.length > 0) sink.write(Buffer.concat(lines));
  };
  return {
    push: (bytes, sink) => write(filter.push(bytes), sink),
    release: (sink) => write(filter.release(), sink),
    end(sink) {
      write(filter.end(), sink);
      if (test === undefined || filter.found.size > 0) return;
      throw new InputError(`--test ${safe(test)}: the log has no such test`, {
        fix: "give fewer of its words; in a parallel run, a test is in the log only when it has ended",
      });
    },
  };
}
