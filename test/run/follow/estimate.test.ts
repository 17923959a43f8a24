import { describe, expect, test } from "bun:test";
import { keptRuns, replay, worstError } from "../../../scripts/bench/recorded-runs.ts";
import { estimateLeft, type Spent } from "../../../src/run/follow/estimate.ts";
import { expectedOf } from "../../../src/run/follow/expected.ts";

const minute = 60_000;
const nothing = { specs: 0, took: 0, recorded: 0 };
const ended = (specs: number, each: number, recorded = each) => ({
  specs,
  took: specs * each,
  recorded: specs * recorded,
});
// 412 specs side by side and 29 serial ones
const work = { specs: 441, parallel: 412 * 13_600, serial: 29 * 36_700, underWay: 40_000 };
const begun: Spent = {
  total: 441,
  processes: 12,
  elapsed: 0,
  sinceLast: 0,
  parallel: nothing,
  serial: nothing,
  work,
};

describe("of three recorded runs the time left, after their first tenth,", () => {
  test.each(keptRuns().map((run) => [run.name, run] as const))(
    "is never off by more than 15 %% of the whole: %s",
    (_, run) => {
      const expected = expectedOf({ release: run.release, focus: "\\[Conformance\\]", skip: "" });
      expect(Math.abs(worstError(run, replay(run, expected)))).toBeLessThan(0.15);
    },
  );
});

test("is known from the start if the specs are known by name, as the record has it", () => {
  const left = estimateLeft(begun) ?? 0;
  expect(left).toBeGreaterThan(24 * minute);
  expect(left).toBeLessThan(28 * minute);
});

test("of specs that nobody knows nothing is guessed before a few have ended", () => {
  const unknown = { ...begun, work: undefined };
  expect(estimateLeft({ ...unknown, parallel: ended(2, 5000), elapsed: minute })).toBeUndefined();
  expect(estimateLeft({ ...unknown, parallel: ended(20, 5000), elapsed: minute })).toBeGreaterThan(minute);
  // once serial ones have begun, there are no others
  const last = { ...unknown, parallel: ended(400, 5000), serial: ended(21, minute), elapsed: 25 * minute };
  expect(estimateLeft(last)).toBe(20 * minute);
});

test("with the parallel specs nearly over, the serial ones still count, as long as they always take", () => {
  // on a cluster that takes twice as long for specs side by side
  const left = estimateLeft({ ...begun, parallel: ended(400, 27_200, 13_600), elapsed: 16 * minute }) ?? 0;
  expect(left).toBeGreaterThan(17.5 * minute);
  expect(left).toBeLessThan(19 * minute);
});

test("serial specs are guessed by what is recorded of those that are left", () => {
  const serial = ended(19, 36_700);
  const left = estimateLeft({ ...begun, parallel: ended(412, 13_600), serial, elapsed: 20 * minute }) ?? 0;
  expect(left / (10 * 36_700)).toBeCloseTo(1, 2);
});

test("specs that took twice the record so far are expected to go on like that", () => {
  const elapsed = 6 * minute;
  const usual = estimateLeft({ ...begun, parallel: ended(300, 13_600), elapsed }) ?? 0;
  const slow = estimateLeft({ ...begun, parallel: ended(150, 27_200, 13_600), elapsed }) ?? 0;
  expect(slow - usual).toBeGreaterThan(4 * minute);
});

test("a replay is as much faster as its clock is", () => {
  const real = { ...begun, parallel: ended(200, 13_600), elapsed: 230 * 1000 };
  const fast = { ...real, elapsed: 2300 };
  const ratio = (estimateLeft(real) ?? 0) / (estimateLeft(fast) ?? 1);
  expect(ratio).toBeGreaterThan(90);
  expect(ratio).toBeLessThan(110);
});

test("one process takes all of them one after the other", () => {
  const half = { parallel: ended(206, 13_600), serial: ended(15, 36_700) };
  const done = half.parallel.took + half.serial.took;
  const left = estimateLeft({ ...begun, ...half, processes: 1, elapsed: done * 1.08 }) ?? 0;
  expect(left / ((work.parallel + work.serial - done) * 1.08)).toBeCloseTo(1, 1);
});

test("more specs than are known by name take as much longer", () => {
  const twice = estimateLeft({ ...begun, total: 882 }) ?? 0;
  expect(twice / (estimateLeft(begun) ?? 1)).toBeCloseTo(2, 1);
});

test("a finished run has nothing to guess", () => {
  const all = { parallel: ended(412, 1), serial: ended(29, 1) };
  expect(estimateLeft({ ...begun, ...all, elapsed: minute })).toBeUndefined();
});
