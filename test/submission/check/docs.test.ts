import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beyond, gates, scenarios } from "../../../src/submission/check/checks.ts";

test("docs/submission.md has a row for each check, and for no other", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../../../docs/submission.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
  expect(rows).toEqual([...gates, ...scenarios, ...beyond].map(({ id }) => id));
});
