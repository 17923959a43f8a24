import { expect, test } from "bun:test";
import { ticksBetween } from "../../../../src/report/page/timeline/ticks.ts";

const at = (hour: number, minute: number, second = 0) => Date.UTC(2026, 10, 20, hour, minute, second);
const labels = (from: number, to: number, most: number) =>
  ticksBetween(from, to, most).map(({ label }) => label);

test("ticks are round times of the day, as many as there is room for", () => {
  expect(labels(at(22, 16, 4), at(22, 43, 6), 8)).toEqual(["22:20", "22:25", "22:30", "22:35", "22:40"]);
  expect(labels(at(22, 16, 4), at(22, 16, 20), 4)).toEqual(["22:16:05", "22:16:10", "22:16:15", "22:16:20"]);
  expect(labels(at(22, 0), at(47, 0), 5)).toEqual(["00:00", "06:00", "12:00", "18:00"]);
  expect(ticksBetween(0, 400 * 86_400_000, 6).length).toBeLessThanOrEqual(7);
});
