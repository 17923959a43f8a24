import days from "./release-days.json" with { type: "json" };
import { minorNumber } from "./required/minor.ts";

// the date of each v1.X.0; `npm run update:releases` adds newer ones
const releases = days.map(({ minor, day }) => ({
  minor: minorNumber(minor) % 1000,
  since: Date.parse(day),
}));

/**
 * How many minors before the current one CNCF accepts results for (https://github.com/cncf/k8s-conformance, terms; its bot's
 * `lastSupportingVersions`).
 */
export const minorsBefore = 2;

/** A minor release of Kubernetes 1. */
export interface CurrentRelease {
  /** 37 for v1.37 */
  readonly minor: number;
  /** When it was released, in milliseconds since the epoch. */
  readonly since: number;
}

/** The release that is current on a date, as far as this version knows; its oldest if the clock is before that. */
export function currentRelease(now: number): CurrentRelease {
  const out = releases.filter(({ since }) => since <= now);
  return out.at(-1) ?? { minor: releases[0]?.minor ?? 0, since: now };
}

/** The minor that is current on a date: `v1.37`. */
export function currentMinor(now: number): string {
  return `v1.${currentRelease(now).minor}`;
}
