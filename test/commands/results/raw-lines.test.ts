import { expect, test } from "bun:test";
import { rawLines } from "../../../src/commands/results/raw-lines.ts";

test("puts a bar before each line, and says how many it left out", () => {
  expect(rawLines("a\n\n::error::x\nc\nd", 2)).toEqual(["| a", "| ::error::x", "| … 2 more lines"]);
  expect(rawLines("\u001b[2Ja\tb")).toEqual(["| ^[[2Ja    b"]);
  expect(rawLines("x".repeat(1000))[0]).toHaveLength(303);
});
