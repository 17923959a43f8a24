import { expect, test } from "bun:test";
import ahead from "../../../src/suite/required/ahead.json" with { type: "json" };
import { aheadVersion, testsAhead } from "../../../src/suite/required/ahead.ts";
import { newestMinor } from "../../../src/suite/required/required.ts";

test("what later releases require beyond a minor is listed under the first of them", () => {
  const found = testsAhead("v1.35");
  const soon = found.filter(({ from }) => from === "v1.36").map(({ name }) => name);
  expect(soon).toHaveLength(5);
  expect(soon).toContain(
    "[sig-node] ImageVolume should succeed with pod and pull policy of Always [LinuxOnly] [MinimumKubeletVersion:1.35] [Conformance]",
  );
  expect(found.filter(({ from }) => from === "v1.37")).toHaveLength(19);
});

test("a test whose tags alone changed their order is nothing new", () => {
  expect(testsAhead("v1.36").filter(({ from }) => from === "v1.37")).toHaveLength(19);
});

test("of the newest minor held there is what the version ahead of it has and announces", () => {
  expect(testsAhead(newestMinor()).map(({ name, from }) => ({ name, from }))).toEqual(
    ahead.tests.map(({ name, from }) => ({ name, from })),
  );
  expect(aheadVersion()).toBe(ahead.version);
});

test("of a minor that is not held nothing is known", () => {
  expect(testsAhead("v1.20")).toEqual([]);
  expect(testsAhead("v1.99")).toEqual([]);
});
