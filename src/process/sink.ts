import { fstatSync, writeSync } from "node:fs";
import { RunError } from "../errors.ts";
import type { Sink } from "./io.ts";

/** Where the process writes: stdout or stderr. */
export interface Output {
  readonly fd: number;
  /** Whether text may go to `fd` itself; a console of Windows takes UTF-8 from its stream alone. */
  readonly isDirect: boolean;
  /** The runtime's stream of `fd`, which costs a third of the time in which a small command is done. */
  openStream(): NodeJS.WriteStream;
}

/**
 * How many bytes go straight to the file descriptor, which waits for a slow reader: an empty pipe takes as many without one. The rest goes
 * to the stream.
 */
export const directly = 16 * 1024;

/**
 * An output of the process as a sink; the first error of a write is given to `onFailure`, after the write that met it.
 * A reader that went away (`| head`) is not a failure: what it would have read is dropped.
 */
export function sinkOf(output: Output, onFailure: (error: Error) => void): Sink {
  let isBroken = false;
  let isDeserted = false;
  const fail = (error: Error) => {
    if (isBroken) return;
    isBroken = true;
    const code = "code" in error ? error.code : undefined;
    isDeserted = code === "EPIPE";
    if (!isDeserted) onFailure(error);
  };
  let opened: NodeJS.WriteStream | undefined;
  const stream = () => {
    opened ??= output.openStream().on("error", fail);
    return opened;
  };
  let room = output.isDirect ? directly : 0;
  let isTerminal: boolean | undefined;
  const isTTY = () => {
    isTerminal ??= mayBeTerminal(output) && stream().isTTY === true;
    return isTerminal;
  };
  return {
    write: (data) => {
      if (isBroken) return;
      try {
        const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
        const fits = bytes.length <= room;
        const rest = fits ? writeDirectly(output.fd, bytes) : bytes;
        // once the stream has been given something, it may still hold it
        room = fits && rest.length === 0 ? room - bytes.length : 0;
        if (rest.length === 0) return;
        stream().write(rest);
      } catch (error) {
        // the writer is not to hear of it in the midst of its work
        setImmediate(fail, error instanceof Error ? error : new Error(String(error)));
      }
    },
    get isTTY() {
      return isTTY();
    },
    get columns() {
      return isTTY() ? stream().columns : undefined;
    },
    get rows() {
      return isTTY() ? stream().rows : undefined;
    },
    get isDeserted() {
      return isDeserted;
    },
  };
}

/** False where it certainly is not one, without its stream. */
function mayBeTerminal({ fd, isDirect }: Output): boolean {
  return !isDirect || fstatSync(fd).isCharacterDevice();
}

/** Writes to a file descriptor, and gives what a pipe that does not wait had no room for. */
function writeDirectly(fd: number, bytes: Uint8Array): Uint8Array {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") break;
      throw error;
    }
  }
  return bytes.subarray(written);
}

/** The error of a stdout that cannot be written: `stdout cannot be written: no space left on device`. */
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
