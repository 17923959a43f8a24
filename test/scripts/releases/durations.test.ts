import { expect, test } from "bun:test";
import { durationsOf } from "../../../scripts/releases/durations.ts";

test("the mean of the runs that passed, in the order of the list, and a dash for what none had", () => {
  const passed = (name: string, seconds: number) => ({ name, seconds, state: "passed" as const });
  const runs = [
    [passed("b", 20), passed("A", 1.04), { name: "b", seconds: 300, state: "failed" as const }],
    [passed("b", 41)],
  ];
  expect(durationsOf(["a", "b", "c"], runs, (name) => name.toLowerCase())).toBe("1 31 -");
});
