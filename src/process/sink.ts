import { RunError } from "../errors.ts";
import type { Sink } from "./io.ts";

/**
 * A stream of the process as a sink; an error that it throws, or reports later as its `error` event, is passed to `onFailure` once.
 * A reader that went away (`| head`) is not a failure: the output is dropped.
 */
export function sinkOf(stream: NodeJS.WriteStream, onFailure: (error: Error) => void): Sink {
  let broken = false;
  const fail = (error: Error) => {
    if (broken) return;
    broken = true;
    const code = "code" in error ? error.code : undefined;
    if (code !== "EPIPE") onFailure(error);
  };
  stream.on("error", fail);
  return {
    write: (data) => {
      if (broken) return;
      try {
        stream.write(data);
      } catch (error) {
        // Deno throws where the others report the error later; do not surprise the writer in the middle of its work
        setImmediate(fail, error instanceof Error ? error : new Error(String(error)));
      }
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
  };
}

/** The error for a stdout that cannot be written: `stdout cannot be written: no space left on device`. */
export function stdoutError(cause: Error): RunError {
  // Node and Bun: `ENOSPC: no space left on device, write`; Deno: `No space left on device (os error 28)`
  const words = cause.message
    .replace(/^[A-Z0-9]+: /, "")
    .replace(/, \w+$/, "")
    .replace(/ \(os error \d+\)$/, "");
  return new RunError(`stdout cannot be written: ${words.charAt(0).toLowerCase()}${words.slice(1)}`, {
    cause,
  });
}
