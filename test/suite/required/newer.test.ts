import { expect, test } from "bun:test";
import { newerThanHeld } from "../../../src/suite/required/newer.ts";
import { heldMinors, newestMinor } from "../../../src/suite/required/required.ts";

test("of a release newer than all lists held it is said what is not known, and where its list is", () => {
  const newer = newerThanHeld("v1.99.1-beta.0+k3s1");
  expect(newer?.what).toBe(
    `v1.99 is newer than ${newestMinor()}, the newest release whose required tests this version knows, so it cannot tell whether all of them ran`,
  );
  expect(newer?.fix).toContain("update this program");
  expect(newer?.fix).toContain(
    "docker run --rm --entrypoint e2e.test registry.k8s.io/conformance:v1.99.1-beta.0 --list-conformance-tests",
  );
  expect(newer?.fix).toContain("submission check --required-tests");
});

test("a minor alone names no image, and the fix leaves its patch open", () => {
  expect(newerThanHeld("v1.99")?.fix).toContain("registry.k8s.io/conformance:v1.99.X ");
});

test("nothing is said of releases whose lists are held, of older ones and of what is no release", () => {
  for (const version of [...heldMinors(), "v1.20.3", "", "banana"])
    expect(newerThanHeld(version)).toBeUndefined();
});
