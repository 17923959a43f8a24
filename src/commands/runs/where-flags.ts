import { Command } from "@commander-js/extra-typings";
import type { FlagsOf } from "../with-flags.ts";

/** What `[run]` may be, for the help. */
export const runArgument = "a run's id, its beginning or its end, or the run's namespace";

/** Declares the flags that say where to look for runs. As in kubectl, `-A` wins over `-n`. */
export function whereFlags(command = new Command()) {
  return command
    .option("-n, --namespace <name>", "only runs whose pod is in this namespace")
    .option("-A, --all-namespaces", "runs in all namespaces; the default");
}

export type WhereFlags = FlagsOf<typeof whereFlags>;
