import { describe, expect, test } from "bun:test";
import { columnAt, labelled, leftOf, pathsOf, placesOf, widthOf } from "../../../src/history/page/places.ts";

const two = placesOf([
  { from: 0, to: 3 },
  { from: 3, to: 5 },
]);

describe("the places of columns", () => {
  test("each column is found at its own place, and none between groups or beside them", () => {
    for (let column = 0; column < 5; column++) {
      const left = leftOf(two, column);
      expect([columnAt(two, left), columnAt(two, left + two.size - 1)]).toEqual([column, column]);
    }
    expect(leftOf(two, 3)).toBeGreaterThan(3 * two.size);
    expect(columnAt(two, leftOf(two, 3) - 1)).toBeUndefined();
    expect([columnAt(two, -1), columnAt(two, widthOf(two))]).toEqual([undefined, undefined]);
  });

  test("no columns have no width, an empty group takes none of another's place", () => {
    expect(widthOf(placesOf([]))).toBe(0);
    expect(widthOf(placesOf([{ from: 0, to: 0 }]))).toBe(0);
    const odd = placesOf([
      { from: 0, to: 0 },
      { from: 0, to: 2 },
    ]);
    expect(columnAt(odd, leftOf(odd, 1))).toBe(1);
  });

  test("a row is one path for each mark, with a part for each cell, and nothing where nothing ran", () => {
    const paths = pathsOf(two, ".F .~");
    expect([...paths.keys()].toSorted()).toEqual([".", "F", "~"]);
    expect(paths.get(".")?.match(/M/g)).toHaveLength(2);
    expect(paths.get("F")).toStartWith(`M${leftOf(two, 1)} `);
  });

  test("labels leave each other room, and begin anew with each group", () => {
    expect(labelled(two, 2 * two.size)).toEqual([0, 2, 3]);
  });
});
