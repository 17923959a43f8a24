import { InputError } from "../../errors.ts";
import { type Mode, modes } from "../../suite/modes.ts";
import { checkPattern } from "../../suite/pattern.ts";
import { focusMatcher } from "../../suite/required/focus-pattern.ts";
import { safe } from "../../text/safe.ts";

/** The flags of `run` that choose specs. */
export interface SpecFlags {
  readonly mode?: Mode | undefined;
  readonly focus?: string | undefined;
  readonly skip?: string | undefined;
}

/**
 * Whether the suite of a run with these flags would run a test: --focus and --skip replace the mode's own.
 * @throws InputError if one is not a regexp
 */
export function wouldRun({
  mode = "certified-conformance",
  focus,
  skip,
}: SpecFlags): (name: string) => boolean {
  const isFocused = matcher("--focus", focus ?? modes[mode].focus);
  const skipped = skip ?? modes[mode].skip;
  const isSkipped = skipped === "" ? () => false : matcher("--skip", skipped);
  return (name) => isFocused(name) && !isSkipped(name);
}

function matcher(flag: string, pattern: string): (name: string) => boolean {
  const wrong = checkPattern(pattern);
  if (wrong !== undefined) {
    throw new InputError(`${flag} ${safe(pattern)}: ${wrong}`, {
      fix: "Ginkgo uses Go's regexps (RE2); quote brackets of tags: '\\[sig-apps\\]'",
    });
  }
  const matches = focusMatcher(pattern);
  if (matches !== undefined) return matches;
  throw new InputError(
    `${flag} ${safe(pattern)}: it uses syntax that only Go's regexps have, and cannot be tried here`,
  );
}
