import { expect, test } from "bun:test";
import { age } from "../../../../src/sandbox/api/table/age.ts";

test.each([
  ["2026-11-20T22:13:52Z", "2m5s"],
  [undefined, "<unknown>"],
])("%p is %s ago", (timestamp, text) => {
  expect(age(timestamp, Date.parse("2026-11-20T22:15:57Z"))).toBe(text);
});
