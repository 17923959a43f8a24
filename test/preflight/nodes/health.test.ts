import { describe, expect, test } from "bun:test";
import { judgeHealth } from "../../../src/preflight/nodes/health.ts";
import { node, taint } from "../samples.ts";

describe("node health", () => {
  test("a node that is not ready is waited for, and can be cordoned", () => {
    const [found] = judgeHealth([node("a"), node("b", { ready: false })], []);
    expect(found).toMatchObject({ status: "fail", summary: "b (NotReady NodeStatusUnknown)" });
    expect(found?.fix).toContain("kubectl cordon b");
  });

  test("of no nodes nothing is known", () => {
    expect(judgeHealth([], [])).toEqual([{ status: "unknown", summary: "there is no node to check" }]);
  });

  test.each([
    ["allowed", node("b", { ready: false }), ["--allowed-not-ready-nodes=1"], "warn"],
    ["cordoned", node("b", { ready: false, cordoned: true }), [], "warn"],
    ["under pressure", node("b", { conditions: ["DiskPressure"] }), [], "fail"],
    [
      "of a cloud not yet seen to",
      node("b", { taints: [taint("node.cloudprovider.kubernetes.io/uninitialized")] }),
      [],
      "fail",
    ],
    [
      "with a taint that the suite ignores",
      node("b", { taints: [taint("node.cloudprovider.kubernetes.io/uninitialized")] }),
      ["--non-blocking-taints=node.cloudprovider.kubernetes.io/uninitialized"],
      "pass",
    ],
    [
      "cordoned and well",
      node("b", { cordoned: true, taints: [taint("node.kubernetes.io/unschedulable")] }),
      [],
      "pass",
    ],
  ])("%s", (_, second, args, status) => {
    expect(judgeHealth([node("a"), second], args)[0]?.status).toBe(status as "pass");
  });
});
