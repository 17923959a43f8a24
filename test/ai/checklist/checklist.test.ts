import { expect, test } from "bun:test";
import { parseChecklist } from "../../../src/ai/checklist/checklist.ts";
import { heldReleases, newestRelease } from "../../../src/ai/checklist/held.ts";
import { checklist } from "../sample.ts";

test("the program contains the checklists with their counts of MUST and SHOULD", () => {
  const counts = heldReleases().map((release) => {
    const { requirements } = checklist(release);
    return [release, requirements.length, requirements.filter(({ level }) => level === "MUST").length];
  });
  expect(counts.slice(0, 5)).toEqual([
    ["v1.33", 9, 8],
    ["v1.34", 9, 9],
    ["v1.35", 12, 9],
    ["v1.36", 14, 8],
    ["v1.37", 15, 8],
  ]);
  expect(heldReleases()).toContain(newestRelease());
});

test.each([
  ["", "it has no requirements under spec"],
  ["<html>", "cannot unmarshal"],
  ["spec: {}", "it has no requirements under spec"],
  ["spec:\n  a:\n    - id: x\n      level: MAY\n", '"x" in a has no level MUST or SHOULD'],
  ["spec:\n  a: [", "line"],
])("%j is refused", (text, why) => {
  expect(() => parseChecklist(text, "v1.38", "list.yaml")).toThrow(why);
});
