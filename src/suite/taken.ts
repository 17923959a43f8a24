// days of 1.X.0, from https://kubernetes.io/releases; a new line with each release of Kubernetes
const releases: ReadonlyArray<readonly [minor: number, released: string]> = [
  [31, "2024-08-13"],
  [32, "2024-12-11"],
  [33, "2025-04-23"],
  [34, "2025-08-27"],
  [35, "2025-12-17"],
  [36, "2026-04-22"],
  [37, "2026-08-26"],
];

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
  const out = releases
    .map(([minor, day]) => ({ minor, since: Date.parse(day) }))
    .filter(({ since }) => since <= now);
  return out.at(-1) ?? { minor: releases[0]?.[0] ?? 0, since: now };
}

/** The minor that is current on a day: `v1.37`. */
export function currentMinor(now: number): string {
  return `v1.${currentRelease(now).minor}`;
}
