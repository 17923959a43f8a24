/** Milliseconds before try number `tries` + 1: 0.25 s, doubling up to 10 s, a quarter of it by chance. */
export function backoff(tries: number, chance: number = Math.random()): number {
  const base = Math.min(10_000, 250 * 2 ** Math.max(0, tries - 1));
  return Math.round(base * (0.75 + 0.25 * chance));
}
