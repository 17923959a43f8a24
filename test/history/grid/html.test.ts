import { describe, expect, test } from "bun:test";
import { gridOf } from "../../../src/history/grid/grid.ts";
import { gridHtml } from "../../../src/history/grid/html.ts";
import { hostile } from "../../report/sample.ts";
import { manyBuilds } from "../many.ts";

describe("the page of a grid", () => {
  test("needs no network, and has no attribute that acts", async () => {
    const text = await gridHtml(gridOf([manyBuilds("nightly", 10, 80)]));
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).not.toMatch(/ (?:style|on\w+)="/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).toContain("default-src &#39;none&#39;");
  });

  test("says first what fails since when and what changed, and that builds are replays", async () => {
    const [head = ""] = (await gridHtml(gridOf([manyBuilds("nightly", 10, 80)]))).split("<template");
    expect(head).toContain("10 are replays of recorded runs");
    expect(head).toContain("2 tests fail since build");
    expect(head).toContain("kernel 6.12.0-1 → 6.12.0-2");
    expect(head).toContain("node2 has disk pressure</td>");
  });

  test("of a job without a complete build says so", async () => {
    const text = await gridHtml(gridOf([{ name: hostile, store: "x", builds: [] }]));
    expect(text).toContain("No complete build");
    expect(text).not.toContain(hostile);
  });
});
