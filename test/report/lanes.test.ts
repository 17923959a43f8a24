import { expect, test } from "bun:test";
import { lanesOf } from "../../src/report/lanes.ts";

test("a lane is the process that the log has, in the order of their IDs", () => {
  const ran = (process: number | undefined, from: number, to: number) => ({ process, from, to });
  expect(lanesOf([ran(45, 0, 9000), ran(23, 0, 1000), ran(45, 9010, 9500), ran(23, 1000, 8000)])).toEqual({
    lanes: [1, 0, 1, 0],
    count: 2,
    areKnown: true,
  });
  // one that logged nothing of its own, in a gap; and one whose first line is of a program that it printed
  expect(
    lanesOf(
      [
        ran(45, 0, 9000),
        ran(23, 0, 1000),
        ran(undefined, 1000, 1500),
        ran(23, 2000, 8000),
        ran(1, 9000, 9500),
      ],
      2,
    ),
  ).toEqual({
    lanes: [1, 0, 0, 0, 1],
    count: 2,
    areKnown: false,
  });
});

test("a spec goes to the lane that has just become free, as a process takes its next one", () => {
  const intervals = [
    { from: 0, to: 1000 },
    { from: 0, to: 5000 },
    { from: 5020, to: 9000 },
    { from: 1020, to: 7000 },
  ];
  expect(lanesOf(intervals)).toEqual({ lanes: [0, 1, 1, 0], count: 2, areKnown: false });
});

test("a beginning that the log has some milliseconds too early needs no lane of its own", () => {
  expect(
    lanesOf([
      { from: 0, to: 1000 },
      { from: 900, to: 2000 },
    ]).count,
  ).toBe(1);
  expect(
    lanesOf([
      { from: 0, to: 1000 },
      { from: 500, to: 2000 },
    ]).count,
  ).toBe(2);
});
