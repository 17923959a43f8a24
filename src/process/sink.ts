import { RunError } from "../errors.ts";
import type { Sink } from "./io.ts";

/**
 * A stream of the process as a sink; what it throws, or tells later as its `error` event, is given to `onFailure` once.
 * A reader that went away (`| head`) is no failure: what it would have read is dropped.
 */
export function sinkOf(stream: NodeJS.WriteStream, onFailure: (error: Error) => void): Sink {
  let broken = false;
  let deserted = false;
  const fail = (error: Error) => {
    if (broken) return;
    broken = true;
    const code = "code" in error ? error.code : undefined;
    deserted = code === "EPIPE";
    if (!deserted) onFailure(error);
  };
  stream.on("error", fail);
  return {
    write: (data) => {
      if (broken) return;
      try {
        stream.write(data);
      } catch (error) {
        // Deno throws where the others tell it later; the writer is not to hear of it in the midst of its work
        setImmediate(fail, error instanceof Error ? error : new Error(String(error)));
      }
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    get isDeserted() {
      return deserted;
    },
  };
}

/** What a person is told of a stdout that cannot be written: `stdout cannot be written: no space left on device`. */
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
