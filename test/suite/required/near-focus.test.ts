import { describe, expect, test } from "bun:test";
import { namesNearFocus } from "../../../src/suite/required/near-focus.ts";
import { listedTests } from "../../../src/suite/required/required.ts";

const names = listedTests("v1.36") ?? [];
const first = (focus: string) => namesNearFocus(focus, names)[0];

describe("a --focus that matches nothing means", () => {
  test.each([
    [
      "a word mistyped",
      "StatfulSet should have a working scale subresource",
      "should have a working scale subresource",
    ],
    ["another case", "pods should be submitted and removed", "Pods should be submitted and removed"],
    [
      "escapes that were forgotten",
      "[sig-node] Pods should be submitted and removed",
      "Pods should be submitted and removed",
    ],
    ["tags in another order", String.raw`\[Conformance\].*\[Serial\].*taint eviction`, "[Serial]"],
    ["one of several", "xyzzy|Pods should be submited and removed", "Pods should be submitted and removed"],
  ])("%s", (_, focus, words) => {
    expect(first(focus)).toContain(words);
  });

  test("at most three names, and none where nothing is near", () => {
    expect(namesNearFocus("should", names)).toHaveLength(3);
    expect(namesNearFocus("xyzzy plugh", names)).toEqual([]);
    expect(namesNearFocus("", names)).toEqual([]);
  });
});
