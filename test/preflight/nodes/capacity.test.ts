import { describe, expect, test } from "bun:test";
import { judgeCapacity } from "../../../src/preflight/nodes/capacity.ts";
import { node, pod } from "../samples.ts";

describe("capacity", () => {
  test("counts what is requested, on nodes the suite can use, by pods that have not ended", () => {
    const nodes = [node("node1"), node("node2"), node("node3", { cordoned: true })];
    const half = { cpu: 0.25, memory: 2 ** 30 };
    const pods = [
      pod("a", { requests: half }),
      pod("b", { requests: half, node: "node2" }),
      pod("c", { requests: { cpu: 9, memory: 0 }, phase: "Succeeded" }),
      pod("d", { requests: { cpu: 9, memory: 0 }, node: "node3" }),
    ];
    expect(judgeCapacity(nodes, pods)).toEqual({
      status: "pass",
      summary: "3.5 cores, 14 GiB and 218 pods free on 2 nodes",
    });
  });

  test("a busy cluster warns with what is short", () => {
    const found = judgeCapacity(
      [node("node1"), node("node2")],
      [pod("a", { requests: { cpu: 1, memory: 0 } })],
    );
    expect(found).toMatchObject({ status: "warn" });
    expect(found.summary).toEndWith("little CPU");
  });

  test("no room for the run's own pod fails", () => {
    const full = [pod("a", { requests: { cpu: 1.95, memory: 0 } })];
    expect(judgeCapacity([node("node1")], full).status).toBe("fail");
  });
});
