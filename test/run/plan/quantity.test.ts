import { expect, test } from "bun:test";
import { parseQuantity } from "../../../src/run/plan/quantity.ts";

test.each([
  ["2", 2],
  ["1900m", 1.9],
  ["16Gi", 16 * 2 ** 30],
  ["1e3", 1000],
  ["2Pi", 2 * 2 ** 50],
  ["1e", Number.NaN],
  ["", Number.NaN],
])("the quantity %s is %d", (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});
