import { expect, test } from "bun:test";
import { focusNotice } from "../../src/run/focus-notice.ts";

test("a focus that matches nothing for the order of its tags is named with the one that would match", () => {
  expect(focusNotice("\\[Conformance\\].*\\[Serial\\]", "v1.35.4")).toBe(
    "--focus \\[Conformance\\].*\\[Serial\\] matches no conformance test of v1.35, whose names have their tags in another order; 29 conformance tests would match with --focus '\\[Serial\\].*\\[Conformance\\]'",
  );
});

test("one that matches nothing for another reason is named with the nearest names, if any", () => {
  expect(focusNotice("StatfulSet should have a working scale", "v1.35.4")).toMatch(
    /^--focus StatfulSet should have a working scale matches no conformance test of v1\.35; the nearest are: .*StatefulSet.*working scale/,
  );
  expect(focusNotice("xyzzy plugh", "v1.35.4")).toBe(
    "--focus xyzzy plugh matches no conformance test of v1.35",
  );
});

test.each<[string, string | undefined, string]>([
  ["a focus that matches", "\\[Serial\\].*\\[Conformance\\]", "v1.35.4"],
  ["none", undefined, "v1.35.4"],
  ["one that this language cannot read", "(?P<a>xyzzy)", "v1.35.4"],
  ["a release that is not held", "xyzzy", "v1.99.0"],
])("nothing is said of %s", (_, focus, release) => {
  expect(focusNotice(focus, release)).toBeUndefined();
});
