/** A minor as a number that sorts as releases do: 1035 of `v1.35`. NaN where it is none. */
export function minorNumber(minor: string): number {
  const [, major, second] = /^v?(\d+)\.(\d+)$/.exec(minor) ?? [];
  return Number(major) * 1000 + Number(second);
}
