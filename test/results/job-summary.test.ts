import { expect, test } from "bun:test";
import { withinBytes } from "../../src/results/job-summary.ts";

const bytes = (text: string) => Buffer.byteLength(text);
const markdown = [
  "# Run",
  "",
  "words",
  "",
  "```",
  "a",
  "",
  "b",
  "```",
  "",
  "## The end",
  "",
  "ä".repeat(50),
  "",
].join("\n");

test("a text that fits is left as it is", () => {
  expect(withinBytes(markdown, bytes(markdown), "more")).toBe(markdown);
});

test("a longer one ends after a whole block, and says where the rest is", () => {
  const cut = withinBytes(markdown, bytes(markdown) - 1, "The rest is elsewhere.");
  expect(cut).toBe(`${markdown.slice(0, markdown.indexOf("ä"))}\n_The rest is elsewhere._\n`);
});

test("no fenced block is cut, at any length", () => {
  for (let most = 0; most < bytes(markdown); most++) {
    const cut = withinBytes(markdown, most, "more");
    expect(bytes(cut)).toBeLessThanOrEqual(most);
    expect((cut.match(/^```/gm) ?? []).length % 2).toBe(0);
  }
});
