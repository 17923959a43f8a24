import { minorIn } from "../../src/results/layout.ts";
import { minorNumber } from "../../src/suite/required/minor.ts";

/** The releases whose lists are to be held, oldest first, and the version that shows what comes after them. */
export interface Chosen {
  readonly releases: readonly string[];
  /** The newest version there is: a prerelease of the next minor, else the newest release itself. */
  readonly ahead: string;
}

/**
 * Of each minor from the oldest held on, the newest patch that there is: one that is held stays where no newer one is
 * among `versions`, for a proxy may have forgotten it.
 * @throws Error where a minor between two others would be left out
 */
export function chooseReleases(versions: readonly string[], held: readonly string[]): Chosen {
  const known = [...new Set([...versions, ...held])].filter((version) => partsOf(version) !== undefined);
  const sorted = known.toSorted(compare);
  const oldest = Math.min(...held.map(minorOf));
  const newest = new Map<number, string>();
  for (const version of sorted)
    if (!version.includes("-") && minorOf(version) >= oldest) newest.set(minorOf(version), version);
  const releases = [...newest.values()];
  releases.forEach((release, index) => {
    const before = releases[index - 1];
    if (before !== undefined && minorOf(release) !== minorOf(before) + 1)
      throw new Error(`no release between ${before} and ${release} is known`);
  });
  const ahead = sorted.at(-1);
  if (ahead === undefined) throw new Error("no release is known");
  return { releases, ahead };
}

/** A minor as a number that sorts as releases do. */
export function minorOf(version: string): number {
  return minorNumber(minorIn(version) ?? "");
}

function compare(a: string, b: string): number {
  const [left, right] = [partsOf(a) ?? [], partsOf(b) ?? []];
  for (let at = 0; at < left.length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const stages = ["alpha", "beta", "rc"];

/** Major, minor, patch, the prerelease's stage and number; a release comes after its prereleases. */
function partsOf(version: string): number[] | undefined {
  const found = /^v(\d+)\.(\d+)\.(\d+)(?:-(alpha|beta|rc)\.(\d+))?$/.exec(version);
  if (found === null) return undefined;
  const [, major, minor, patch, stage, number] = found;
  const last = stage === undefined ? [stages.length, 0] : [stages.indexOf(stage), Number(number)];
  return [Number(major), Number(minor), Number(patch), ...last];
}
