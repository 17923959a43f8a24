import { describe, expect, test } from "bun:test";
import type { Item } from "../../../src/plugins/tree/item.ts";
import { withStatus } from "../../../src/plugins/tree/status.ts";

const root = (...items: Item[]): Item => ({ name: "root", status: "", items });
const leaf = (status: string): Item => ({ name: "leaf", status });
const status = (...words: string[]) => withStatus(root(...words.map(leaf))).status;

// sonobuoy v0.57.5, pkg/client/results: AggregateStatus
describe("the status of an item", () => {
  test.each([
    [[], "unknown"],
    [["passed", "skipped"], "passed"],
    [["passed", "unknown"], "unknown"],
    [["passed", ""], "unknown"],
    [["unknown", "failed"], "failed"],
    [["passed", "timeout"], "failed"],
    [["skipped"], "passed"],
    [["passed", "complete", "failed", "complete"], "complete: 2, failed: 1, passed: 1"],
    [["a: 1, b: 2", "a: 3"], "a: 4, b: 2"],
  ])("of leaves with %j is %j", (words, expected) => {
    expect(status(...words)).toBe(expected);
  });

  test("comes from the leaves, whatever an item between says about itself", () => {
    const item = withStatus(root({ name: "node", status: "passed", items: [leaf("failed"), leaf("")] }));
    expect(item).toEqual({
      name: "root",
      status: "failed",
      items: [{ name: "node", status: "failed", items: [leaf("failed"), leaf("unknown")] }],
    });
  });

  test("is counted everywhere if one leaf has a word of its own", () => {
    const nodes = [
      { name: "a", status: "", items: [leaf("passed"), leaf("passed")] },
      { name: "b", status: "", items: [leaf("odd")] },
    ];
    const item = withStatus(root(...nodes));
    expect(item.status).toBe("odd: 1, passed: 2");
    expect(item.items?.map(({ status }) => status)).toEqual(["passed: 2", "odd: 1"]);
  });
});
