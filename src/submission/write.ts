import { RunError } from "../errors.ts";
import { systemWords } from "../text/system-words.ts";

/** Runs `work`, which writes to `folder`. Throws RunError with the system's message if it cannot, and anything else that `work` throws. */
export async function writingTo<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const system = cause instanceof RunError ? cause.cause : cause;
    if (!(system instanceof Error && "syscall" in system)) throw cause;
    throw new RunError(`${folder} cannot be written: ${systemWords(system)}`, {
      fix: "free some space, or name a writable folder with --out",
      cause: system,
    });
  }
}
