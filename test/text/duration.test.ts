import { expect, test } from "bun:test";
import { clock, humanDuration } from "../../src/text/duration.ts";

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

// The table of apimachinery's own TestHumanDuration, and the edges between its forms.
test.each([
  [Number.NaN, "<unknown>"],
  [-2 * s, "<invalid>"],
  [-2 * s + 1, "0s"],
  [0, "0s"],
  [s - 1, "0s"],
  [119 * s, "119s"],
  [2 * m, "2m"],
  [129 * s, "2m9s"],
  [10 * m - s, "9m59s"],
  [10 * m, "10m"],
  [3 * h - 1, "179m"],
  [3 * h, "3h"],
  [8 * h - m, "7h59m"],
  [8 * h, "8h"],
  [2 * d - h, "47h"],
  [2 * d, "2d"],
  [2 * d + h, "2d1h"],
  [8 * d - h, "7d23h"],
  [8 * d, "8d"],
  [730 * d - h, "729d"],
  [730 * d, "2y"],
  [731 * d, "2y1d"],
  [8 * 365 * d, "8y"],
  [8 * 365 * d + 364 * d, "8y"],
])("an age of %d ms is %s", (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  [Number.NaN, "<unknown>"],
  [-5, "0s"],
  [59_999, "59s"],
  [4 * m + 3 * s, "4m03s"],
  [27 * m + 2 * s, "27m02s"],
  [h - 1, "59m59s"],
  [62 * m + 59 * s, "1h02m"],
  [26 * h, "26h00m"],
])("a clock at %d ms reads %s", (ms, text) => {
  expect(clock(ms)).toBe(text);
});
