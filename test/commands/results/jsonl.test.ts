import { expect, test } from "bun:test";
import { asJsonl } from "../../../src/commands/results/jsonl.ts";
import { obeyed, printed } from "./sample.ts";

test("has a test a line", () => {
  const lines = [...asJsonl(printed())];
  expect(lines.map((line) => JSON.parse(line).state)).toEqual(["failed", "passed", "passed"]);
  expect(obeyed(lines.join(""))).toEqual([]);
});
