import { minorNumber } from "./minor.ts";
import data from "./required.json" with { type: "json" };

/** Names that are in the lists of the same minors. */
interface Span {
  /** The first and the last of the minors that list them. */
  readonly from: string;
  readonly to: string;
  /** If the lists had them before they were required: the minor since which they are required. */
  readonly requiredFrom?: string | undefined;
  readonly names: readonly string[];
}

const spans: readonly Span[] = data.spans;

const releases: ReadonlyMap<string, string> = new Map(
  data.releases.map((release) => [release.slice(0, release.lastIndexOf(".")), release]),
);

/** The minors whose lists the program contains, oldest first: `v1.24`, … */
export function heldMinors(): readonly string[] {
  return [...releases.keys()];
}

/** The newest minor whose list the program contains. */
export function newestMinor(): string {
  return heldMinors().at(-1) ?? "";
}

/** The release from which a minor's list comes: `v1.35.4` for `v1.35`. Undefined if there is none. */
export function heldRelease(minor: string): string | undefined {
  return releases.get(minor);
}

/**
 * The names that a submission for a minor (`v1.35`) must have, sorted; undefined if the minor is unknown. They are
 * those in the release's own `test/conformance/testdata/conformance.yaml` that are not for a later release.
 */
export function requiredTests(minor: string): readonly string[] | undefined {
  return namesOf(minor, (span) => minorNumber(span.requiredFrom ?? span.from) <= minorNumber(minor));
}

/**
 * All names on a minor's list, sorted: what its suite runs for `[Conformance]`. The list of v1.33 has two more than it
 * requires.
 */
export function listedTests(minor: string): readonly string[] | undefined {
  return namesOf(minor, () => true);
}

function namesOf(minor: string, counts: (span: Span) => boolean): readonly string[] | undefined {
  if (!releases.has(minor)) return undefined;
  const at = minorNumber(minor);
  return spans
    .filter((span) => minorNumber(span.from) <= at && at <= minorNumber(span.to) && counts(span))
    .flatMap((span) => span.names)
    .sort();
}

/** The minors whose lists have a name, oldest first; empty if none has. */
export function minorsWith(name: string): readonly string[] {
  return heldMinors().filter((minor) => listedTests(minor)?.includes(name));
}
