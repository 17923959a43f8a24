import { expect, test } from "bun:test";
import { age } from "../../src/sandbox/api/table/age.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-2 * second, "<invalid>"],
  [-second, "0s"],
  [119 * second, "119s"],
  [2 * minute, "2m"],
  [2 * minute + 5 * second, "2m5s"],
  [10 * minute + 5 * second, "10m"],
  [3 * hour + 5 * minute, "3h5m"],
  [8 * hour + 5 * minute, "8h"],
  [50 * hour, "2d2h"],
  [9 * day, "9d"],
  [800 * day, "2y70d"],
])("%d ms ago is %s", (ms, text) => {
  const now = Date.parse("2026-11-20T22:15:57Z");
  expect(age(new Date(now - ms).toISOString(), now)).toBe(text);
});
