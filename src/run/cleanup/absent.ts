import { firstLine } from "../../errors.ts";
import { ApiError } from "../../kube/errors.ts";
import { mayPass } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";

/** Something to be removed. */
export interface Doomed {
  /** For people: `namespace conformance`. */
  readonly what: string;
  /**
   * Removes it, or what is left of it, and returns its state. May be called again.
   * @throws ApiError if the server refuses
   */
  remove(): Promise<Look>;
}

/** Whether it did not exist, is gone now, or why it is still there. */
export type Look = "absent" | "removed" | { readonly why: string };

/** Something that was not removed, and why. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** The result of removing a list of things. */
export interface Absence {
  readonly removed: readonly string[];
  readonly left: readonly Left[];
}

// ten checks per second over everything that is still there
const perLook = 100;
const least = 300;

/**
 * Removes everything and checks until it is gone, or `late`. What the server refuses is left, with the reason, and does not stop the
 * rest.
 */
export async function awaitAbsent(
  doomed: readonly Doomed[],
  late: AbortSignal,
  io: Pick<Io, "sleep">,
): Promise<Absence> {
  const removed: string[] = [];
  const left: Left[] = [];
  let going = doomed;
  for (let looks = 1; ; looks++) {
    const seen = await Promise.all(going.map(async (one) => ({ one, ...(await look(one)) })));
    // what was there before, and no longer is, has been removed
    removed.push(
      ...seen.flatMap(({ one, look }) =>
        look === "removed" || (look === "absent" && looks > 1) ? [one.what] : [],
      ),
    );
    const there = seen.flatMap(({ one, look, forGood }) =>
      typeof look === "string" ? [] : [{ one, why: look.why, forGood: forGood || late.aborted }],
    );
    left.push(...there.filter(({ forGood }) => forGood).map(({ one, why }) => ({ what: one.what, why })));
    going = there.filter(({ forGood }) => !forGood).map(({ one }) => one);
    if (going.length === 0) return { removed, left };
    await io.sleep(Math.max(least, going.length * perLook), late).catch(() => undefined);
  }
}

async function look({ remove }: Doomed): Promise<{ look: Look; forGood: boolean }> {
  try {
    return { look: await remove(), forGood: false };
  } catch (error) {
    const isConflict = error instanceof ApiError && error.status === 409;
    const passes = mayPass(error) || isConflict;
    if (!passes && !(error instanceof ApiError)) throw error;
    return { look: { why: firstLine(error) }, forGood: !passes };
  }
}
