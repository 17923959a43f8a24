import { expect, test } from "bun:test";
import { shortTimeLeft, timeLeft } from "../../src/display/time-left.ts";

const s = 1000;
const m = 60 * s;
const h = 60 * m;

test.each([
  [0, "under 1m left", "<1m"],
  [m, "about 1m left", "~1m"],
  [11 * m + 20 * s, "about 11m left", "~11m"],
  [h - 10 * s, "about 1h00m left", "~1h00m"],
  [80 * m, "about 1h20m left", "~1h20m"],
])("%d ms to go are %s, or %s", (ms, long, short) => {
  expect([timeLeft(ms), shortTimeLeft(ms)]).toEqual([long, short]);
});
