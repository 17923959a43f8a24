import { diffRequired } from "./diff.ts";
import type { ListedTest } from "./parse.ts";
import { heldMinors, heldRelease, listedTests, minorsWith } from "./required.ts";

/** A test's requirement, and its place in the known lists. */
export interface Explained extends ListedTest {
  /** The minors whose lists have it. */
  readonly listed: readonly string[];
  /** Its source, at the release that the text comes from. */
  readonly source: string;
  /** Its name in the list before its first, and in the one after its last. */
  readonly before?: string;
  readonly after?: string;
}

/** What is known about a test besides its own text, from the lists of all known releases. */
export function explained(text: ListedTest): Explained {
  const listed = minorsWith(text.name);
  const held = heldMinors();
  const [first = "", last = ""] = [listed[0], listed.at(-1)];
  const before = renames(held[held.indexOf(first) - 1], first).find(({ to }) => to === text.name)?.from;
  const after = renames(last, held[held.indexOf(last) + 1]).find(({ from }) => from === text.name)?.to;
  return {
    ...text,
    listed,
    source: `https://github.com/kubernetes/kubernetes/blob/${heldRelease(last)}/${text.file}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function renames(from: string | undefined, to: string | undefined) {
  if (from === undefined || to === undefined) return [];
  return diffRequired(listedTests(from) ?? [], listedTests(to) ?? []).renamed;
}
