import type { SpecResult } from "../../src/suite/spec.ts";

/** The seconds of each test, in the order of the names, the mean of the runs in which it passed; `-` where it did in none. */
export function durationsOf(
  names: readonly string[],
  runs: readonly (readonly SpecResult[])[],
  keyOf: (name: string) => string,
): string {
  const passed = runs.flat().filter(({ state }) => state === "passed");
  const byKey = Map.groupBy(passed, ({ name }) => keyOf(name));
  return names
    .map((name) => {
      const found = byKey.get(keyOf(name)) ?? [];
      if (found.length === 0) return "-";
      const mean = found.reduce((sum, { seconds }) => sum + seconds, 0) / found.length;
      return mean < 10 ? String(Number(mean.toFixed(1))) : String(Math.round(mean));
    })
    .join(" ");
}
