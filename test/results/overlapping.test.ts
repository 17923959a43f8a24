import { expect, test } from "bun:test";
import { overlappingSpecs } from "../../src/results/overlapping.ts";
import type { ViewedSpec } from "../../src/results/view.ts";

const spec = (name: string, began: number, seconds: number): ViewedSpec => ({
  name,
  state: "passed",
  seconds,
  began,
  ended: began,
});

test("gives those that shared time with it, the most first", () => {
  const wanted = spec("wanted", 10_000, 10);
  const all = [
    wanted,
    spec("before", 0, 10),
    spec("a little", 19_000, 60),
    spec("much", 5000, 60),
    spec("after", 20_000, 1),
    { ...spec("not run", 10_000, 10), state: "skipped" } as const,
  ];
  expect(overlappingSpecs(wanted, all)?.map(({ name }) => name)).toEqual(["much", "a little"]);
  expect(overlappingSpecs({ name: "x", state: "passed", seconds: 1 }, all)).toBeUndefined();
});
