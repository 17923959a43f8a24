import { expect, test } from "bun:test";
import { placesOf } from "../../../src/report/live/places.ts";

const of = (tests: readonly (readonly [number, number])[], processes: number) =>
  placesOf(
    tests.map(([from, to]) => ({ from, to })),
    processes,
  ).map(({ lane, from, to }) => [lane, from, to]);

test("a test goes to the process that has been idle for the shortest time", () => {
  expect(
    of(
      [
        [0, 10],
        [0, 30],
        [10, 20],
        [30, 40],
      ],
      2,
    ),
  ).toEqual([
    [0, 0, 10],
    [1, 0, 30],
    [0, 10, 20],
    [1, 30, 40],
  ]);
});

test("what fits nowhere begins when the first process is free, and no lane is added", () => {
  expect(
    of(
      [
        [0, 10],
        [0, 12],
        [0, 15],
      ],
      2,
    ),
  ).toEqual([
    [0, 0, 10],
    [1, 0, 12],
    [0, 10, 15],
  ]);
});
