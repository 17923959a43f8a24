import { backoff } from "../async/backoff.ts";
import { unlessAborted } from "../async/unless-aborted.ts";
import { isAlreadyExists } from "../kube/errors.ts";
import { mayPass } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";

// long enough for an API server to be restarted, short enough for a person to wait
const patience = 45_000;

/**
 * Makes an object whose name nobody else can have, for as long as what is in the way may pass. An answer that was lost says nothing of
 * the object: where it then exists already, it is the one that was made, and `find` gives it.
 * @throws as `create` does, and what it threw last where the patience is over; the signal's reason
 */
export async function makeOnce<T>(
  io: Pick<Io, "monotonic" | "sleep">,
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  const start = io.monotonic();
  let lost = false;
  for (let tries = 1; ; tries++) {
    try {
      return await unlessAborted(create(), signal);
    } catch (error) {
      signal.throwIfAborted();
      const made = lost && isAlreadyExists(error) ? await find() : undefined;
      if (made !== undefined) return made;
      if (!mayPass(error) || io.monotonic() - start > patience) throw error;
      lost = true;
      await io.sleep(backoff(tries), signal);
    }
  }
}
