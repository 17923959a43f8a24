import { expect, test } from "bun:test";
import { backoff } from "../../src/async/backoff.ts";

test("backoff grows to ten seconds and no further", () => {
  expect(backoff(1, 1)).toBe(250);
  expect(backoff(2, 1)).toBe(500);
  expect(backoff(50, 1)).toBe(10_000);
  expect(backoff(50, 0)).toBe(7500);
});
