import { describe, expect, test } from "bun:test";
import { type Axis, layoutOf, nextTest, testAt } from "../../../../src/report/page/timeline/layout.ts";
import { dataOf, subject } from "../../sample.ts";

const { tests, lanes, span } = dataOf(subject());
const layout = layoutOf(1000, lanes, { pods: true, rows: 0 });
const axis: Axis = { x: (at) => 100 + (at / span) * 900, at: (x) => ((x - 100) / 900) * span };
const y = (lane: number) => layout.lanes.top + lane * layout.lanes.pitch + 3;

describe("the timeline", () => {
  test("finds the test under the pointer, or right next to it", () => {
    expect(testAt(tests, layout, axis, { x: axis.x(5000), y: y(0) })).toBe(0);
    expect(testAt(tests, layout, axis, { x: axis.x(5000), y: y(1) })).toBe(1);
    expect(testAt(tests, layout, axis, { x: axis.x(61_000) + 3, y: y(0) })).toBe(2);
    expect(testAt(tests, layout, axis, { x: axis.x(61_000) + 9, y: y(0) })).toBeUndefined();
    expect(testAt(tests, layout, axis, { x: axis.x(5000), y: 2 })).toBeUndefined();
  });

  test("is walked with the arrow keys, along a lane and between lanes", () => {
    expect(nextTest(tests, undefined, "ArrowRight")).toBe(0);
    expect(nextTest(tests, 0, "ArrowRight")).toBe(2);
    expect(nextTest(tests, 2, "ArrowLeft")).toBe(0);
    expect(nextTest(tests, 0, "ArrowLeft")).toBe(0);
    expect(nextTest(tests, 2, "ArrowDown")).toBe(1);
    expect(nextTest(tests, 3, "ArrowUp")).toBe(2);
  });

  test("is no higher for what there is nothing of, and not too high for a hundred lanes", () => {
    const bare = layoutOf(1000, lanes, { pods: false, rows: 0 });
    expect(bare.height).toBeLessThan(layout.height);
    expect(layoutOf(1000, 100, { pods: true, rows: 24 }).height).toBeLessThan(1200);
  });
});
