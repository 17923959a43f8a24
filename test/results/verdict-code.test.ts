import { expect, test } from "bun:test";
import { verdictCode } from "../../src/results/verdict-code.ts";

test("--certifiable makes a run that passed and cannot certify end with 4", () => {
  expect(verdictCode({ verdict: "passed", certifiable: false }, true)).toBe(4);
  expect(verdictCode({ verdict: "passed", certifiable: true }, true)).toBe(0);
  expect(verdictCode({ verdict: "failed", certifiable: false }, true)).toBe(1);
});

test("a run without a verdict ends with 3, whether it has to certify or not", () => {
  expect(
    [true, false].map((must) => verdictCode({ verdict: "incomplete", certifiable: false }, must)),
  ).toEqual([3, 3]);
});
