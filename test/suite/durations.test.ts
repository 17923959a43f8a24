import { expect, test } from "bun:test";
import data from "../../src/suite/durations.json" with { type: "json" };
import { heldDurations } from "../../src/suite/durations.ts";
import { listedTests } from "../../src/suite/required/required.ts";

test.each(Object.entries(data))(
  "the durations of %s are those of the tests on its list, in 2 kB",
  (minor, text) => {
    expect(text.split(" ")).toHaveLength(listedTests(minor)?.length ?? 0);
    expect(text).toMatch(/^(\d+(\.\d)?|-)( (\d+(\.\d)?|-))*$/);
    expect(text.length).toBeLessThan(2048);
  },
);

test("a release without a record goes by the nearest, whatever the order of the tags", () => {
  const name =
    "[sig-node] NoExecuteTaintManager Multiple Pods [Serial] evicts pods with minTolerationSeconds [Disruptive] [Conformance]";
  const [old, newer] = [heldDurations("v1.31"), heldDurations("v1.38")];
  expect(old.of(name)).toBeGreaterThan(60_000);
  expect(newer.of(name)).toBeGreaterThan(60_000);
  expect(old.of("[sig-node] no such test [Conformance]")).toBeUndefined();
  expect(old.mean).toBeGreaterThan(10_000);
});
