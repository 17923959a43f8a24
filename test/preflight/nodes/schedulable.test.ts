import { describe, expect, test } from "bun:test";
import { judgeNodes } from "../../../src/preflight/nodes/schedulable.ts";
import { node, taint } from "../samples.ts";

const controlPlane = "node-role.kubernetes.io/control-plane";

describe("schedulable nodes", () => {
  test("two are enough, and those that cannot take pods are listed with the reason", () => {
    const found = judgeNodes([node("a"), node("b"), node("c", { cordoned: true })], true);
    expect(found).toEqual({
      status: "pass",
      summary: "2 schedulable linux nodes: a, b; not so c (cordoned)",
    });
  });

  test.each([
    ["cordoned", node("b", { cordoned: true }), "kubectl uncordon b"],
    [
      "a control plane",
      node("b", { taints: [taint(controlPlane)] }),
      `kubectl taint nodes b ${controlPlane}-`,
    ],
    ["windows", node("b", { os: "windows" }), "kubectl get nodes"],
    ["not ready", node("b", { ready: false }), "kubectl get nodes"],
    ["without a network", node("b", { conditions: ["NetworkUnavailable"] }), "kubectl get nodes"],
  ])("one of two %s: the whole suite cannot pass", (_, second, fix) => {
    const found = judgeNodes([node("a"), second], true);
    expect(found.status).toBe("fail");
    expect(found.fix).toStartWith(fix);
    expect(judgeNodes([node("a"), second], false).status).toBe("warn");
  });

  test.each([
    ["Virtual Kubelet's label", node("v", { labels: { type: "virtual-kubelet" } })],
    ["a version of Azure's", node("v", { kubelet: "v1.25.0-vk-azure-aci-1.6.2" })],
    ["KWOK's annotation", node("v", { annotations: { "kwok.x-k8s.io/node": "fake" } })],
  ])("a node with %s does not count, and is to be cordoned", (_, virtual) => {
    expect(judgeNodes([node("a"), virtual], true)).toMatchObject({
      status: "fail",
      summary: "1 schedulable linux node: a; not so v (virtual)",
    });
    expect(judgeNodes([node("a"), node("b"), virtual], true)).toMatchObject({
      status: "warn",
      fix: "kubectl cordon v",
    });
    const closed = { ...virtual, spec: { unschedulable: true } };
    expect(judgeNodes([node("a"), node("b"), closed], true).status).toBe("pass");
  });

  test("a taint that only prefers other nodes does not count", () => {
    expect(
      judgeNodes([node("a"), node("b", { taints: [taint("x", "PreferNoSchedule")] })], true).status,
    ).toBe("pass");
  });

  test("none at all stops any run", () => {
    expect(judgeNodes([node("a", { cordoned: true })], false)).toMatchObject({ status: "fail" });
  });
});
