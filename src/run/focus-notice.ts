import { minorIn } from "../results/layout.ts";
import { shellWords } from "../results/words.ts";
import { misorderedFocus } from "../suite/required/focus-order.ts";
import { focusMatcher } from "../suite/required/focus-pattern.ts";
import { namesNearFocus } from "../suite/required/near-focus.ts";
import { listedTests } from "../suite/required/required.ts";

/**
 * The notice before a run whose `--focus` matches no conformance test of the release: a pattern that would match, if only the order
 * of its tags is wrong, otherwise the nearest names. Undefined if it matches, or that cannot be judged. Pure.
 */
export function focusNotice(focus: string | undefined, release: string): string | undefined {
  const minor = minorIn(release);
  if (focus === undefined || minor === undefined) return undefined;
  const names = listedTests(minor) ?? [];
  const matches = focusMatcher(focus);
  if (names.length === 0 || matches === undefined || names.some(matches)) return undefined;
  const nothing = `--focus ${focus} matches no conformance test of ${minor}`;
  const meant = misorderedFocus(focus, minor);
  if (meant !== undefined) {
    const tests = meant.matches === 1 ? "1 conformance test" : `${meant.matches} conformance tests`;
    return `${nothing}, whose names have their tags in another order; ${tests} would match with ${shellWords(["--focus", meant.focus])}`;
  }
  const near = namesNearFocus(focus, names);
  return near.length === 0 ? nothing : `${nothing}; the nearest are: ${near.join("; ")}`;
}
