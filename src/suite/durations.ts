import data from "./durations.json" with { type: "json" };
import { minorNumber } from "./required/minor.ts";
import { listedTests } from "./required/required.ts";
import { testKey } from "./required/same-test.ts";

/** For each recorded release, the seconds of its tests in the order of its list, `-` if unknown. */
const recorded: Readonly<Record<string, string>> = data;

/** How long tests take, according to real runs. */
export interface HeldDurations {
  /** Milliseconds for a test, by its name in any release; undefined if no recorded run had it. */
  of(name: string): number | undefined;
  /** Milliseconds that a test takes on average. */
  readonly mean: number;
}

/** The durations from the release's own recorded runs and, for tests that those lack, from the nearest release. */
export function heldDurations(minor: string): HeldDurations {
  const distance = (other: string) => Math.abs(minorNumber(other) - minorNumber(minor));
  const nearest = Object.keys(recorded).sort((a, b) => distance(a) - distance(b));
  const byKey = new Map<string, number>();
  for (const release of nearest) {
    const seconds = (recorded[release] ?? "").split(" ");
    for (const [index, name] of (listedTests(release) ?? []).entries()) {
      const key = testKey(name);
      const ms = Number(seconds[index] ?? "-") * 1000;
      if (!byKey.has(key) && !Number.isNaN(ms)) byKey.set(key, ms);
    }
  }
  const all = [...byKey.values()];
  const mean = all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, all.length);
  return { of: (name) => byKey.get(testKey(name)), mean };
}
