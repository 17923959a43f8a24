import days from "./release-days.json" with { type: "json" };
import { minorNumber } from "./required/minor.ts";

// the day of each v1.X.0; `npm run update:releases` adds those of newer ones
const releases = days.map(({ minor, day }) => ({
  minor: minorNumber(minor) % 1000,
  since: Date.parse(day),
}));

/**
 * How many minors before the current one CNCF takes results of (https://github.com/cncf/k8s-conformance, terms; its bot's
 * `lastSupportingVersions`).
 */
export const minorsBefore = 2;

/** A release of Kubernetes 1. */
export interface CurrentRelease {
  /** 37 of v1.37 */
  readonly minor: number;
  /** When it came out, in milliseconds since the epoch. */
  readonly since: number;
}

/** The release that is current on a day, as far as this version knows; its oldest where the clock is before that. */
export function currentRelease(now: number): CurrentRelease {
  const out = releases.filter(({ since }) => since <= now);
  return out.at(-1) ?? { minor: releases[0]?.minor ?? 0, since: now };
}

/** The minor that is current on a day: `v1.37`. */
export function currentMinor(now: number): string {
  return `v1.${currentRelease(now).minor}`;
}
