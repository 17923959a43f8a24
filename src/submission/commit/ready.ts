import { InputError } from "../../errors.ts";
import { newestMinor, requiredTests } from "../../suite/required/required.ts";
import { checkInTurns } from "../check/report.ts";
import type { Submission } from "../check/submission.ts";
import type { FourFiles } from "../four-files.ts";
import { titleOf } from "./commit.ts";
import type { Place } from "./place.ts";

/**
 * Checks files before they are committed. `given` is the user's name for the folder, `latest` the newest minor.
 * @throws InputError if the bot or a reviewer would refuse them, the signal's reason if it is aborted
 */
export async function refuseUnready(
  files: FourFiles,
  place: Place,
  given: string,
  { latest, signal }: { readonly latest: string; readonly signal: AbortSignal },
): Promise<void> {
  const folder = `${place.minor}/${place.product}`;
  const submission: Submission = {
    folder,
    files: [...files].map(([name, bytes]) => ({ path: `${folder}/${name}`, size: bytes.length, bytes })),
    title: titleOf(place),
    isTitleAssumed: true,
    commits: { kind: "not-checked", why: "it does not exist yet" },
    heads: undefined,
    latest,
    required: requiredTests(place.minor),
    newestHeld: newestMinor(),
  };
  const { checks } = await checkInTurns(submission, signal);
  const refused = checks.filter(({ ours }) => ours === "fail").map(({ id }) => id);
  if (refused.length === 0) return;
  throw new InputError(`${given} is not ready: ${refused.join(", ")}`, {
    fix: `see submission check ${given}; --skip-check commits it anyway`,
  });
}
