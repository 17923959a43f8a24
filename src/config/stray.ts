import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";
import { isOwnMeaning } from "./flags.ts";
import type { Setting } from "./setting.ts";

// What a file that merely lies in the folder may set. It may be anybody's: of a repository that was cloned, of a colleague. So a new
// flag is not among these until someone has thought about what it could do, and flags that name a cluster, a folder, an image, a
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
  // `skip` of preflight hides what is wrong with a cluster
  if (isOwnMeaning(command, flag)) return false;
  // asking for more is harmless, taking a demand back is not
  return flag !== "certifiable" || values.every((value) => value === "true" || value === "1");
}

/** The error of a setting that needs its file to be named. */
export function strayError({ flag, from }: Setting): InputError {
  return new InputError(`${from}: ${flag} is not taken from a file that nobody named`, {
    fix: `if you trust the file, name it: --config ${fileOf(from)}; or give the flag: --${flag}`,
  });
}

/** What --show-config says of such a setting. */
export function strayNote({ flag, from }: Setting): string {
  return `not taken: ${flag} of ${from}, a file that nobody named; --config ${fileOf(from)} takes it`;
}

function fileOf(from: string): string {
  return from.replace(/:\d+$/, "");
}
