import { minorIn } from "../../results/layout.ts";
import { testsAhead } from "../../suite/required/ahead.ts";
import { aheadWords } from "../../suite/required/ahead-words.ts";
import { heldRelease } from "../../suite/required/required.ts";
import { type Check, type Judgement, pass, type Subject, unknown } from "../check.ts";

/** What the releases after the server's will require of it. */
export const future: Check = { name: "future", judge };

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  return [judgeFuture((await snapshot.server()).gitVersion)];
}

/** Information about the future, because of which no current run fails. Pure. */
export function judgeFuture(server: string): Judgement {
  const minor = minorIn(server);
  if (minor === undefined || heldRelease(minor) === undefined)
    return unknown("this version does not know what later releases require of it");
  const tests = testsAhead(minor);
  const more = tests.length > 0 ? `: kubectl conformance tests future --release ${minor}` : "";
  return pass(`${aheadWords(minor, tests)}${more}`);
}
