import { describe, expect, test } from "bun:test";
import { type Anchor, clockOf, replayClockOf } from "../../src/report/clocks.ts";

const run = (rate: number, ahead: number, lag: (n: number) => number): Anchor[] =>
  Array.from({ length: 100 }, (_, n) => [
    1_000_000 + ahead + (n * 1000) / rate + lag(n),
    1_000_000 + n * 1000,
  ]);

describe("the clock of whoever followed a run", () => {
  test("is the suite's where the two agree but for the moment in which the log is read", () => {
    const clock = clockOf(run(1, 0, (n) => 300 + (n % 7) * 100));
    expect(clock(1_050_000)).toBe(1_050_000);
  });

  test("is corrected where it is ahead or behind, by the least difference", () => {
    expect(clockOf(run(1, 90_000, (n) => (n % 5) * 200))(1_140_000)).toBe(1_050_000);
    expect(clockOf(run(1, -90_000, () => 0))(960_000)).toBe(1_050_000);
  });

  test("is the suite's where a run was taken up late, and what was over was read at once", () => {
    const late = run(1, 0, (n) => (n < 60 ? 60_000 - n * 1000 : 0));
    expect(clockOf(late)(1_080_000)).toBe(1_080_000);
  });

  test("is stretched where the sandbox replayed the run, as much as it was faster at the time", () => {
    const clock = replayClockOf(run(100, 5_000_000, (n) => (n > 50 ? 300 : 0)));
    expect(clock(6_000_200)).toBeCloseTo(1_020_000, 5);
    expect(clock(6_001_100)).toBeCloseTo(1_080_000, 5);
    expect(clock(5_999_990)).toBeLessThan(1_000_000);
    expect(clock(6_010_000)).toBeGreaterThan(1_099_000);
  });

  test("is left as it is where nothing is known of it", () => {
    expect(clockOf([])(5)).toBe(5);
  });
});
