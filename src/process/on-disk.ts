import { RunError } from "../errors.ts";
import { systemWords } from "../text/system-words.ts";

/** This machine does not take a file. */
export class DiskError extends RunError {
  override readonly name = "DiskError";
}

/** Does something with a file, and names the file if the system does not allow it. @throws DiskError */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    throw new DiskError(`${file} cannot be written: ${systemWords(cause)}`, {
      fix: isFull ? "free some space, or name a folder on another disk" : "name a folder that can be written",
      cause,
    });
  }
}
