import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { devNull } from "node:os";
import path from "node:path";
import { refusalOf, sizeWords } from "./read-file.ts";

/**
 * Reads a regular file of at most `most` bytes in one go, for small files that are needed before anything else. Never waits for a FIFO or a
 * device, except `/dev/null`, which is empty.
 * @throws the system's error, or an Error whose message follows the file's name: `it is a FIFO`; for a directory its code is EISDIR
 */
export function readSmall(file: string, most: number): Uint8Array {
  if (path.resolve(file) === devNull) return new Uint8Array();
  // opening a device may already have an effect, so look at it first
  const seen = statSync(file);
  if (!seen.isFile()) throw refusal(seen);
  // what was a regular file a moment ago may now be a FIFO, and opening one waits for its writer
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) throw refusal(found);
    const tooLarge = new Error(`it is larger than ${sizeWords(most)}`);
    if (found.size > most) throw tooLarge;
    // one byte more than the file's size shows its end; files in /proc have size 0
    let bytes = new Uint8Array(Math.min(most, Math.max(found.size, 4096)) + 1);
    let end = 0;
    for (;;) {
      if (end > most) throw tooLarge;
      if (end === bytes.length) {
        const larger = new Uint8Array(Math.min(most + 1, end * 2));
        larger.set(bytes);
        bytes = larger;
      }
      const got = readSync(handle, bytes, end, bytes.length - end, end);
      if (got === 0) return bytes.subarray(0, end);
      end += got;
    }
  } finally {
    closeSync(handle);
  }
}

function refusal(entry: Parameters<typeof refusalOf>[0]): Error {
  const { why } = refusalOf(entry);
  const error = new Error(entry.isFIFO() ? `it ${why}; save its output to a file first` : `it ${why}`);
  return entry.isDirectory() ? Object.assign(error, { code: "EISDIR" }) : error;
}
