import { InputError } from "../errors.ts";
import { minorIn } from "../results/layout.ts";

/** Throws InputError for a release that names none, before anything is asked or made; `origin` is the flag. */
export function checkRelease(given: string | undefined, origin: string): void {
  if (
    given === undefined ||
    (minorIn(given) !== undefined && /^v?\d+\.\d+(?:\.\d+(?:[-+].*)?)?$/.test(given))
  )
    return;
  throw new InputError(`${origin} ${given}: not a release of Kubernetes`, { fix: "write it like v1.35" });
}
