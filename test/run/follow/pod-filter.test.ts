import { expect, test } from "bun:test";
import type { Row } from "../../../src/kube/table.ts";
import { PodFilter } from "../../../src/run/follow/pod-filter.ts";

const row = (namespace: string, name = "p"): Row => ({
  namespace,
  name,
  uid: name,
  version: "1",
  columns: ["Name"],
  cells: [name],
});

test("with all, all are shown at once; with none, none", () => {
  expect(new PodFilter("all", "conformance").row("ADDED", row("shop"), 1)).toEqual([
    { kind: "pod", at: 1, change: "ADDED", namespace: "shop", name: "p", columns: ["Name"], cells: ["p"] },
  ]);
  expect(new PodFilter("none", "conformance").row("ADDED", row("conformance"), 1)).toEqual([]);
});

test("of what nobody ever claims, the newest rows are kept and no more than a bound", () => {
  const pods = new PodFilter("run", "conformance");
  for (let n = 0; n < 50_000; n++) expect(pods.row("ADDED", row("shop", `p${n}`), n)).toEqual([]);
  const kept = pods.settle("shop", true);
  expect(kept.length).toBeLessThanOrEqual(20_000);
  expect(kept.at(-1)?.name).toBe("p49999");
});
