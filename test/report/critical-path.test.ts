import { describe, expect, test } from "bun:test";
import { criticalPath, type Placed } from "../../src/report/critical-path.ts";

const placed = (index: number, lane: number, from: number, to: number, isSerial = false): Placed => ({
  index,
  lane,
  from,
  to,
  isSerial,
});

describe("what the end of the suite waited for", () => {
  // two lanes; the serial specs follow the longest of the others, which ran in the other lane
  const tests = [
    placed(0, 0, 0, 10_000),
    placed(1, 1, 0, 4000),
    placed(2, 1, 4000, 30_000),
    placed(3, 0, 31_000, 40_000, true),
    placed(4, 0, 40_000, 45_000, true),
  ];

  test("is a chain through the lanes: the first serial spec waits for the last of the others", () => {
    expect(criticalPath(tests)).toMatchObject({ tests: [1, 2, 3, 4], idle: 1000 });
  });

  test("has two parts, each with its length and how busy its lanes were", () => {
    expect(criticalPath(tests)).toMatchObject({
      parallel: { from: 0, to: 30_000, tests: 3, busy: 0.67, firstIdle: 10_000 },
      serial: { from: 31_000, to: 45_000, tests: 2, busy: 1 },
    });
  });

  test("has one part where serial specs ran among the others, as in a suite of one process", () => {
    const mixed = [
      placed(0, 0, 0, 9000, true),
      placed(1, 0, 9000, 20_000),
      placed(2, 0, 20_000, 30_000, true),
    ];
    expect(criticalPath(mixed)).toMatchObject({ tests: [0, 1, 2], parallel: { tests: 3 } });
    expect(criticalPath(mixed)?.serial).toBeUndefined();
  });

  test("is nothing where nothing ran", () => {
    expect(criticalPath([])).toBeUndefined();
  });
});
