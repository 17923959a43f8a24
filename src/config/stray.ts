import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";
import { isOwnMeaning } from "./flags.ts";
import type { Setting } from "./setting.ts";

// What a file that happens to be in the folder may set. It may come from anybody: from a cloned repository, from a colleague. So a new
// flag is not included until someone has thought about what it could do, and flags that name a cluster, a folder, an image, a
// program's arguments or what to remove never are.
const harmless: ReadonlySet<string> = new Set([
  "mode",
  "focus",
  "skip",
  "parallel",
  "timeout",
  "startup-timeout",
  "request-timeout",
  "watch-pods",
  "evidence",
  "show",
  "output",
  "certifiable",
]);

/** Whether a setting may come from a file that nobody named. */
export function mayBeStray(command: CommandUnknownOpts, { flag, values }: Setting): boolean {
  if (!harmless.has(flag)) return false;
  // `skip` of preflight hides problems of a cluster
  if (isOwnMeaning(command, flag)) return false;
  // requesting more is harmless, withdrawing a request is not
  return flag !== "certifiable" || values.every((value) => value === "true" || value === "1");
}

/** The error for a setting whose file must be named. */
export function strayError({ flag, from }: Setting): InputError {
  return new InputError(`${from}: ${flag} cannot be set in a file that nobody named`, {
    fix: `if you trust the file, name it: --config ${fileOf(from)}; or give the flag: --${flag}`,
  });
}

/** How --show-config lists such a setting. */
export function strayNote({ flag, from }: Setting): string {
  return `not taken: ${flag} of ${from}, a file that nobody named; --config ${fileOf(from)} takes it`;
}

function fileOf(from: string): string {
  return from.replace(/:\d+$/, "");
}
