import { describe, expect, test } from "bun:test";
import { gridOf } from "../../../src/history/grid/grid.ts";
import { gridData } from "../../../src/history/grid/page-data.ts";
import { addressHash, readAddress } from "../../../src/history/page/address.ts";
import { cellsOf } from "../../../src/history/page/cells.ts";
import { countsOf, find } from "../../../src/history/page/find.ts";
import { manyBuilds } from "../many.ts";

const grid = gridOf([manyBuilds("nightly", 20, 100)]);
const data = gridData(grid, { report: (_, build) => `${build}/report.html` });

describe("a page's data", () => {
  test("has each cell as it was", () => {
    for (const [index, row] of data.rows.entries())
      expect(cellsOf(row, data.causes)).toEqual([...(grid.rows[index]?.cells ?? [])]);
    expect(data.columns[0]?.href).toBe(`${grid.columns[0]?.head.build}/report.html`);
  });

  test("is searched by the words of names and causes, in any order", () => {
    const all = { query: "", shown: "all" } as const;
    expect(find(data.rows, data.causes, all)).toHaveLength(100);
    const broken = find(data.rows, data.causes, { ...all, query: "PRESSURE disk" });
    expect(broken.map(({ isFailing }) => isFailing)).toEqual([true, true, true]);
    expect(find(data.rows, data.causes, { query: "disk", shown: "flaky" })).toEqual([]);
    const counts = countsOf(data.rows);
    for (const shown of ["all", "failing", "flaky", "troubled"] as const)
      expect(find(data.rows, data.causes, { query: "", shown })).toHaveLength(counts[shown]);
  });
});

test("an address says what is open and what is listed, and reads whatever is odd as nothing", () => {
  const address = { test: "0a1b", build: undefined, job: undefined, query: "a b&c", shown: "flaky" } as const;
  expect(readAddress(addressHash(address))).toEqual(address);
  const initial = readAddress("#show=x&%%&q=");
  expect(initial).toEqual({ test: undefined, build: undefined, job: undefined, query: "", shown: "all" });
  expect(addressHash(initial)).toBe("");
});
