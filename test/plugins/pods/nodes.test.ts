import { describe, expect, test } from "bun:test";
import type { V1Node, V1PodSpec } from "@kubernetes/client-node";
import { nodePlaces } from "../../../src/plugins/pods/nodes.ts";

const node = (
  name: string,
  {
    labels = {},
    taints = [],
    ready = "True",
  }: Partial<{
    labels: Record<string, string>;
    taints: { key: string; effect: string; value?: string }[];
    ready: string;
  }> = {},
): V1Node => ({
  metadata: { name, labels: { "kubernetes.io/os": "linux", ...labels } },
  spec: { taints },
  status: { conditions: [{ type: "Ready", status: ready, message: "kubelet stopped posting" }] },
});

const spec = (fields: Partial<V1PodSpec> = {}): V1PodSpec => ({ containers: [], ...fields });
const required = (...matchExpressions: { key: string; operator: string; values?: string[] }[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
});
const one = (place: V1PodSpec, given: V1Node) => {
  const [found] = nodePlaces(place, [given]);
  return found?.kind === "refused" ? found.why : found?.kind;
};

describe("a DaemonSet runs", () => {
  test.each([
    [spec({ nodeSelector: { role: "db" } }), { role: "db" }, "runs"],
    [spec({ nodeSelector: { role: "db" } }), {}, "unwanted"],
    [spec(required({ key: "role", operator: "In", values: ["a", "db"] })), { role: "db" }, "runs"],
    [spec(required({ key: "role", operator: "NotIn", values: ["db"] })), { role: "db" }, "unwanted"],
    [spec(required({ key: "role", operator: "NotIn", values: ["db"] })), {}, "runs"],
    [
      spec(required({ key: "role", operator: "Exists" }, { key: "x", operator: "DoesNotExist" })),
      { role: "" },
      "runs",
    ],
    [spec(required({ key: "role", operator: "DoesNotExist" })), { role: "" }, "unwanted"],
    [spec(required({ key: "cpus", operator: "Gt", values: ["4"] })), { cpus: "8" }, "runs"],
    [spec(required({ key: "cpus", operator: "Lt", values: ["4"] })), { cpus: "8" }, "unwanted"],
    [spec(required()), {}, "unwanted"],
  ])("where its selector and affinity want it: %j on %j", (place, labels, kind) => {
    expect(one(place, node("a", { labels }))).toBe(kind);
  });

  test("not on a node that cannot run it, which is an error at once, in the node's own words", () => {
    expect(one(spec(), node("a", { ready: "Unknown" }))).toBe(
      "the node is not ready: kubelet stopped posting",
    );
    expect(one(spec(), node("a", { labels: { "kubernetes.io/os": "windows" } }))).toStartWith(
      "the node runs windows",
    );
    const tainted = node("a", { taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }] });
    expect(one(spec(), tainted)).toBe(
      "the node has the taint gpu=yes:NoSchedule, which the plugin does not tolerate",
    );
  });

  test("on a cordoned node, and wherever its tolerations or a soft taint let it", () => {
    const cordoned = node("a", {
      taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }],
    });
    expect(one(spec(), cordoned)).toBe("runs");
    expect(one(spec(), node("a", { taints: [{ key: "x", effect: "PreferNoSchedule" }] }))).toBe("runs");
    const tainted = node("a", { taints: [{ key: "gpu", value: "yes", effect: "NoExecute" }] });
    for (const toleration of [
      { operator: "Exists" },
      { key: "gpu", operator: "Exists" },
      { key: "gpu", value: "yes" },
    ])
      expect(one(spec({ tolerations: [toleration] }), tainted)).toBe("runs");
    expect(one(spec({ tolerations: [{ key: "gpu", value: "no" }] }), tainted)).toContain("gpu=yes:NoExecute");
  });
});
