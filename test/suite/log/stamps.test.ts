import { expect, test } from "bun:test";
import { stampOf } from "../../../src/suite/log/stamps.ts";

test.each([
  ["  STEP: Creating a kubernetes client @ 11/20/26 22:16:04.678", "2026-11-20T22:16:04.678Z"],
  ["  I1120 22:16:06.624446 32582 e2e.go:245] Waiting", "2026-11-20T22:16:06.624Z"],
  ["Jan 18 23:17:15.756: INFO: stdout", "2026-01-18T23:17:15.756Z"],
  ["May  6 23:17:15.756: INFO: stdout", "2026-05-06T23:17:15.756Z"],
])("reads the time of %j", (line, time) => {
  expect(stampOf(line, 2026)).toBe(Date.parse(time));
});

test.each(["", "• [FAILED] [0.003 seconds]", "Foo 18 23:17:15.756: x", "at 22:16:04"])(
  "finds none in %j",
  (line) => {
    expect(stampOf(line, 2026)).toBeUndefined();
  },
);

test("gives no time of a year that it does not know", () => {
  expect(stampOf("Jan 18 23:17:15.756: INFO: stdout")).toBeUndefined();
});
