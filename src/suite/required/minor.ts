/** A minor as a number that sorts like the releases: 1035 for `v1.35`. NaN if it is not a minor. */
export function minorNumber(minor: string): number {
  const [, major, second] = /^v?(\d+)\.(\d+)$/.exec(minor) ?? [];
  return Number(major) * 1000 + Number(second);
}
