import { minorNumber } from "./minor.ts";
import { newestMinor } from "./required.ts";

/** What it means that a release is newer than this program, and what to do about it. */
export interface Newer {
  readonly what: string;
  readonly fix: string;
}

/**
 * For a version (`v1.38.0+k3s1`) or a minor that is newer than the newest known list: what is unknown about it, and
 * where to get its list. Undefined for all others.
 */
export function newerThanHeld(version: string, newest: string = newestMinor()): Newer | undefined {
  const [, minor = "", patch = ".X"] =
    /^(v?\d+\.\d+)(\.\d+(?:-(?:alpha|beta|rc)\.\d+)?)?/.exec(version) ?? [];
  if (!(minorNumber(minor) > minorNumber(newest))) return undefined;
  const name = `v${minor.replace(/^v/, "")}`;
  const image = `registry.k8s.io/conformance:${name}${patch}`;
  return {
    what: `${name} is newer than ${newest}, the newest release whose required tests this version knows, so it cannot tell whether all of them ran`,
    fix: `update this program, or check the results with the list that the suite prints: docker run --rm --entrypoint e2e.test ${image} --list-conformance-tests >conformance.yaml; kubectl conformance submission check --required-tests conformance.yaml`,
  };
}
