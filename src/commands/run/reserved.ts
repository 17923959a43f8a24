import { InputError } from "../../errors.ts";
import { reservedFault } from "../../run/plan/reserved.ts";

/** Throws InputError for a namespace that no run may use. */
export function refuseReserved(namespace: string): void {
  const fault = reservedFault(namespace);
  if (fault === undefined) return;
  throw new InputError(`--namespace ${namespace}: cannot be used for a run: ${fault}`, {
    fix: "leave the flag out, or name a namespace for runs: -n conformance-nightly",
  });
}
