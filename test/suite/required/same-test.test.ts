import { expect, test } from "bun:test";
import { listedTests } from "../../../src/suite/required/required.ts";
import { knownAs, testKey } from "../../../src/suite/required/same-test.ts";

const old = "[sig-apps] Daemon set [Serial] should run and stop simple daemon [Conformance]";
const now = "[sig-apps] Daemon set should run and stop simple daemon [Conformance] [Serial]";

test("a test is the same one whatever the order and the place of its tags", () => {
  expect(testKey(old)).toBe(testKey(now));
  expect(testKey(`${now} [Conformance: [>=1.30]]`)).toBe(testKey(old));
  expect(testKey(now)).not.toBe(testKey(now.replace("[Serial]", "[Slow]")));
  expect(testKey(now)).not.toBe(testKey(now.replace("simple", "complex")));
});

test("no two tests of a release are taken for one", () => {
  for (const minor of ["v1.35", "v1.36", "v1.37"]) {
    const names = listedTests(minor) ?? [];
    expect(new Set(names.map(testKey)).size).toBe(names.length);
  }
});

test("a test is known by its names in all lists held, the given one first", () => {
  expect(knownAs(old)).toEqual([old, now]);
  expect(knownAs(now)).toEqual([now, old]);
  expect(knownAs("a test of nobody")).toEqual(["a test of nobody"]);
});
