import { expect, test } from "bun:test";
import { asNames } from "../../../src/commands/results/name.ts";
import { hostile, printed } from "./sample.ts";

test("has the names and nothing else, each in its line", () => {
  const chosen = [{ name: hostile, state: "passed", seconds: 1 } as const, ...printed().chosen];
  const lines = [...asNames({ ...printed(), chosen })].join("").split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toStartWith("^[[31mred^J::error::owned");
});
