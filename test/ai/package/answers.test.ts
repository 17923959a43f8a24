import { describe, expect, test } from "bun:test";
import { type Addition, withLinks } from "../../../src/ai/package/answers.ts";
import { readProduct } from "../../../src/ai/product/product.ts";

const head = "spec:\n  a:\n    - id: x\n      level: MUST\n";
const rest = '      notes: "n" # mine\n';

function link(written: string, addition: Partial<Addition> = {}) {
  const text = `${head}${written}${rest}`;
  const reading = readProduct(new TextEncoder().encode(text));
  if (reading.kind === "unreadable") throw new Error(reading.why);
  const added = { category: "a", id: "x", links: ["one.md", "two.md"], ...addition };
  return withLinks(text, [added], (category, id) =>
    reading.product.spec?.get(category)?.find((one) => one.id === id),
  );
}

describe("links are added to", () => {
  test.each([
    [
      "an empty list",
      '      status: ""\n      evidence: []\n',
      '      status: ""\n      evidence:\n        - "one.md"\n        - "two.md"\n',
    ],
    ["a list in a line", "      evidence: [a]\n", '      evidence: [a, "one.md", "two.md"]\n'],
    ["null", "      evidence:\n", '      evidence:\n        - "one.md"\n        - "two.md"\n'],
    [
      "a list that has one of them",
      '      evidence:\n        - "one.md" # good\n',
      '      evidence:\n        - "one.md" # good\n        - "two.md"\n',
    ],
    [
      "a list with less indentation",
      "      evidence:\n      - a\n",
      '      evidence:\n      - a\n      - "one.md"\n      - "two.md"\n',
    ],
    [
      "an empty list with a comment",
      "      evidence: [] # to do\n",
      '      evidence: # to do\n        - "one.md"\n        - "two.md"\n',
    ],
  ])("%s", (_what, before, after) => {
    expect(link(before)).toBe(`${head}${after}${rest}`);
  });
});

test("a status is written only where there is none", () => {
  const status = "Implemented";
  expect(link('      status: ""\n      evidence: []\n', { links: [], status })).toContain(
    'status: "Implemented"',
  );
  expect(link('      status: "N/A"\n      evidence: []\n', { links: [], status })).toContain('status: "N/A"');
});

test("a requirement that is not there, or without the key, is refused", () => {
  expect(() => link("      evidence: []\n", { id: "y" })).toThrow("PRODUCT.yaml has no requirement a.y");
  expect(() => link("")).toThrow("PRODUCT.yaml: x has no evidence");
});
