import { InputError } from "../errors.ts";

/** Throws InputError for a release that is not one of Kubernetes, before anything is requested or created; `origin` is the flag. */
export function checkRelease(given: string | undefined, origin: string): void {
  if (given === undefined || /^v?\d{1,4}\.\d{1,4}(?:\.\d+(?:[-+].*)?)?$/.test(given)) return;
  throw new InputError(`${origin} ${given}: not a release of Kubernetes`, { fix: "write it like v1.35" });
}
