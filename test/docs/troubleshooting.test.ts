import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dir, "../..");
const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(path.join(root, "src", file), "utf8"));

const headings = readFileSync(path.join(root, "docs/troubleshooting.md"), "utf8")
  .split("\n")
  .flatMap((line) => /^### `(.*)`$/.exec(line)?.[1] ?? []);

test("messages are collected", () => {
  expect(headings.length).toBeGreaterThan(30);
});

test.each(headings)("«%s» is still printed by a file of src/", (message) => {
  // what stands for a name or a number is code between the words, and short
  const parts = message.split("…").map((part) => part.trim().replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const words = new RegExp(parts.join("[^\\n]{0,120}?"));
  expect(sources.filter((text) => words.test(text))).not.toEqual([]);
});
