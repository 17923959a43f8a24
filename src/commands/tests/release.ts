import { InputError } from "../../errors.ts";
import { minorOf } from "../../results/layout.ts";
import { newerThanHeld } from "../../suite/required/newer.ts";
import { heldMinors, heldRelease, newestMinor } from "../../suite/required/required.ts";
import { checkRelease } from "../release-flag.ts";

/** A minor with a known list, and the release that the list comes from. */
export interface HeldRelease {
  /** `v1.35` */
  readonly minor: string;
  /** `v1.35.4` */
  readonly release: string;
}

/**
 * The minor that the user named, `v1.35`, `1.35` or `v1.35.4`; otherwise the newest known one.
 * @throws InputError if `origin` names none, or one whose list is unknown
 */
export function readRelease(given: string | undefined, origin: string): HeldRelease {
  checkRelease(given, origin);
  const minor = given === undefined ? newestMinor() : minorOf(given);
  const release = heldRelease(minor);
  if (release !== undefined) return { minor, release };
  const newer = newerThanHeld(minor);
  if (newer !== undefined) throw new InputError(`${origin} ${given}: ${newer.what}`, { fix: newer.fix });
  const minors = heldMinors();
  throw new InputError(`${origin} ${given}: this version does not know its required tests`, {
    fix: `choose one of ${minors[0]} to ${minors.at(-1)}`,
  });
}
