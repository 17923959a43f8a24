import { namesNearFocus } from "../suite/required/near-focus.ts";
import type { Choice } from "./deviations.ts";

/**
 * Why a suite that ran no spec proves nothing, with the names that its `--focus` most likely means; `planned` is how many specs it chose,
 * `names` are those of the release.
 */
export function nothingRan(
  choice: Pick<Choice, "focus" | "skip"> | undefined,
  planned: number | undefined,
  names: readonly string[],
): string {
  if (planned !== undefined && planned > 0)
    return `no spec ran: the suite skipped all ${planned} that were chosen`;
  if (choice === undefined) return "no spec ran: none was chosen";
  const less = choice.skip === "" ? "" : ` and is not left out by --skip ${choice.skip}`;
  const near = namesNearFocus(choice.focus, names);
  const hint = near.length === 0 ? "" : `; the nearest names are: ${near.join("; ")}`;
  return `no spec ran: none matches --focus ${choice.focus}${less}${hint}`;
}
