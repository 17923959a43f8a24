import { backoff } from "../async/backoff.ts";
import { unlessAborted } from "../async/unless-aborted.ts";
import { isAlreadyExists } from "../kube/errors.ts";
import { mayPass } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";

// long enough for an API server to restart, short enough for a person to wait
const patience = 45_000;

/**
 * Creates an object whose name nobody else can have, for as long as the obstacle may pass. A lost answer says nothing about
 * the object: if it already exists then, it is the one that was created, and `find` returns it.
 * @throws as `create` does: the last error if the patience is over; the signal's reason
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
