import { expect, test } from "bun:test";
import { isGoFloat, isGoInt } from "../../../src/text/go-xml/numbers.ts";

// each verdict is that of Go 1.26's strconv.ParseInt after strings.TrimSpace
test.each([
  ["1", true],
  ["-1", true],
  ["+1", true],
  [" 1 ", true],
  [" ", false],
  ["1.0", false],
  ["0x10", false],
  ["1_0", false],
  ["9223372036854775807", true],
  ["9223372036854775808", false],
  ["-9223372036854775808", true],
  ["", true],
])("%j as a whole number: %p", (text, isTaken) => {
  expect(isGoInt(text)).toBe(isTaken);
});

// each verdict is that of Go 1.26's strconv.ParseFloat after strings.TrimSpace
test.each([
  ["1.5", true],
  ["1e999", false],
  ["1e-999", true],
  ["0x10", false],
  ["0x1p3", true],
  ["0x1p1024", false],
  ["0x_1p-2", true],
  ["NaN", true],
  ["+NaN", false],
  ["-Infinity", true],
  ["1_0", true],
  ["1__0", false],
  [".5", true],
  ["5.", true],
  [".", false],
  ["1e", false],
  [" 1 ", true],
  [" ", false],
  ["", true],
])("%j as a number: %p", (text, isTaken) => {
  expect(isGoFloat(text)).toBe(isTaken);
});
