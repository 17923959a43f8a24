/** Milliseconds before attempt number `tries` + 1: 0.25 s, doubling up to 10 s, with up to a quarter of random jitter. */
export function backoff(tries: number, chance: number = Math.random()): number {
  const base = Math.min(10_000, 250 * 2 ** Math.max(0, tries - 1));
  return Math.round(base * (0.75 + 0.25 * chance));
}
