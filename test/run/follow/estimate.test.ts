import { expect, test } from "bun:test";
import { estimateLeft } from "../../../src/run/follow/estimate.ts";

const minute = 60_000;
const none = {
  total: 441,
  whole: true,
  processes: 12,
  elapsed: 0,
  parallel: 0,
  serial: 0,
  parallelSpecs: 0,
  serialSpecs: 0,
};

test("nothing is guessed before a few specs have ended", () => {
  expect(estimateLeft({ ...none, parallelSpecs: 2, parallel: 5000 })).toBeUndefined();
});

// the recorded run: 412 specs in parallel took 5,594 s of processes' time, then 29 serial ones 1,065 s, 27 minutes in all
test("with the parallel specs nearly over, the serial ones still count", () => {
  const left = estimateLeft({ ...none, parallelSpecs: 400, parallel: 400 * 13_600, elapsed: 8 * minute });
  expect(left).toBeGreaterThan(13 * minute);
  expect(left).toBeLessThan(22 * minute);
});

test("serial specs are guessed by those that ended", () => {
  const left = estimateLeft({
    ...none,
    parallelSpecs: 412,
    parallel: 412 * 13_600,
    serialSpecs: 19,
    serial: 19 * 36_700,
    elapsed: 19.4 * minute,
  });
  expect(left).toBeGreaterThan(5 * minute);
  expect(left).toBeLessThan(7 * minute);
});

test("the clock that specs go by may differ from the one on the wall", () => {
  const slow = { ...none, parallelSpecs: 200, parallel: 200 * 12_000, elapsed: 200 * 1000 };
  const fast = { ...slow, elapsed: 20 * 1000 };
  expect(estimateLeft(fast)).toBe(Math.round((estimateLeft(slow) ?? 0) / 10));
});

test("a serial run goes by the time that passed", () => {
  expect(
    estimateLeft({
      ...none,
      processes: 1,
      total: 100,
      parallelSpecs: 20,
      serialSpecs: 5,
      elapsed: 10 * minute,
    }),
  ).toBe(30 * minute);
});

test("a finished run has nothing to guess", () => {
  expect(
    estimateLeft({ ...none, parallelSpecs: 412, serialSpecs: 29, parallel: 1, serial: 1 }),
  ).toBeUndefined();
});
