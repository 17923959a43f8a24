import { firstLine } from "../../errors.ts";
import { mayPass } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";

/**
 * Looks at the cluster again and again, every `every` milliseconds, until the caller stops. A problem that may pass, such as a connection that
 * is cut, is reported once and waited out.
 * @throws anything else that `look` throws, and the signal's reason
 */
export async function* looks<T>(
  io: Pick<Io, "sleep" | "signal" | "stderr">,
  pause: () => number,
  look: () => Promise<T>,
): AsyncGenerator<T> {
  let isFirst = true;
  let isTroubled = false;
  for (;;) {
    try {
      yield await look();
      isFirst = false;
      isTroubled = false;
    } catch (error) {
      io.signal.throwIfAborted();
      // the first look should answer at once
      if (isFirst || !mayPass(error)) throw error;
      if (!isTroubled) io.stderr.write(`warning: ${safe(firstLine(error))}; trying again\n`);
      isTroubled = true;
    }
    await io.sleep(pause(), io.signal);
  }
}
