import { expect, test } from "bun:test";
import { misorderedFocus } from "../../../src/suite/required/focus-order.ts";

test("a focus that matches nothing because of the order of its tags comes with the one that would match", () => {
  const found = misorderedFocus("\\[Serial\\].*\\[Conformance\\]", "v1.37");
  expect(found).toEqual({ focus: "\\[Conformance\\].*\\[Serial\\]", matches: 29 });
  expect(misorderedFocus("\\[Conformance\\].*\\[Serial\\]", "v1.36")).toEqual({
    focus: "\\[Serial\\].*\\[Conformance\\]",
    matches: 29,
  });
  expect(misorderedFocus("(?i)daemon.*\\[serial\\].*\\[conformance\\]$", "v1.37")).toEqual({
    focus: "(?i)daemon.*\\[conformance\\].*\\[serial\\]$",
    matches: 7,
  });
});

test("nor is a whole name of another release left without the one that it has in this", () => {
  expect(
    misorderedFocus(
      "\\[sig-apps\\] Daemon set \\[Serial\\] should run and stop simple daemon \\[Conformance\\]",
      "v1.37",
    ),
  ).toEqual({
    focus:
      "(?:^| )(?:\\[sig-apps\\] Daemon set should run and stop simple daemon \\[Conformance\\] \\[Serial\\])$",
    matches: 1,
  });
});

test.each([
  ["that matches", "\\[Conformance\\].*\\[Serial\\]", "v1.37"],
  ["that is of other specs", "\\[Feature:GPU\\].*\\[Serial\\]", "v1.37"],
  ["without two tags", "Pods should be removed", "v1.37"],
  ["that is not a regexp of this language", "(?P<a>\\[Serial\\]).*\\[Conformance\\]", "v1.37"],
  ["of a release that is not held", "\\[Serial\\].*\\[Conformance\\]", "v1.99"],
  ["with more tags than can be tried", "\\[a\\]\\[b\\]\\[c\\]\\[d\\]\\[e\\]\\[f\\]\\[g\\]", "v1.37"],
])("nothing is said of a focus %s", (_, focus, minor) => {
  expect(misorderedFocus(focus, minor)).toBeUndefined();
});
