import { describe, expect, test } from "bun:test";
import type { V1Lease } from "@kubernetes/client-node";
import { judgeArchitectures } from "../../src/preflight/nodes/architectures.ts";
import { judgeCapacity } from "../../src/preflight/nodes/capacity.ts";
import { judgeClocks } from "../../src/preflight/nodes/clock.ts";
import { judgeHealth } from "../../src/preflight/nodes/health.ts";
import { judgeNodes } from "../../src/preflight/nodes/schedulable.ts";
import { judgeTaints } from "../../src/preflight/nodes/taints.ts";
import { judgeVersions } from "../../src/preflight/nodes/versions.ts";
import { suiteWait } from "../../src/suite/node-wait.ts";
import { node, pod, taint } from "./samples.ts";

const controlPlane = "node-role.kubernetes.io/control-plane";
const run = "kubectl conformance run --extra-args=--non-blocking-taints=";

describe("schedulable nodes", () => {
  test("two are enough, and those that cannot take pods are told with the reason", () => {
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

  test("a taint that only prefers other nodes does not count", () => {
    expect(
      judgeNodes([node("a"), node("b", { taints: [taint("x", "PreferNoSchedule")] })], true).status,
    ).toBe("pass");
  });

  test("none at all stops any run", () => {
    expect(judgeNodes([node("a", { cordoned: true })], false)).toMatchObject({ status: "fail" });
  });
});

describe("the suite's arguments about nodes", () => {
  test.each([
    [[], { nonBlocking: [controlPlane], allowedNotReady: 0 }],
    [["--non-blocking-taints=a, b"], { nonBlocking: ["a", "b"], allowedNotReady: 0 }],
    [["-non-blocking-taints", "a"], { nonBlocking: ["a"], allowedNotReady: 0 }],
    [["--non-blocking-taints=a", "--non-blocking-taints=b"], { nonBlocking: ["b"], allowedNotReady: 0 }],
    [["--allowed-not-ready-nodes=-1"], { nonBlocking: [controlPlane], allowedNotReady: -1 }],
    [["--other=--non-blocking-taints=a"], { nonBlocking: [controlPlane], allowedNotReady: 0 }],
  ])("%p", (args, expected) => {
    expect(suiteWait(args)).toEqual(expected);
  });
});

describe("taints that the suite waits for", () => {
  const gpu = node("b", { taints: [taint("example.com/gpu")] });

  test("name the exact flag, the suite's own default kept", () => {
    expect(judgeTaints([node("a"), gpu], [])).toMatchObject({
      status: "fail",
      summary: "example.com/gpu on 1 node: b",
      fix: `${run}${controlPlane},example.com/gpu`,
    });
  });

  test("are none once the run is given the flag", () => {
    const args = [`--non-blocking-taints=${controlPlane},example.com/gpu`];
    expect(judgeTaints([node("a"), gpu], args).status).toBe("pass");
  });

  test("what was given stays in the flag that is proposed", () => {
    const found = judgeTaints(
      [node("a", { taints: [taint("x")] }), gpu],
      [`--non-blocking-taints=${controlPlane},x`],
    );
    expect(found.fix).toBe(`${run}${controlPlane},x,example.com/gpu`);
  });

  test("a list that forgets the control plane makes its taint block", () => {
    const nodes = [node("a", { taints: [taint(controlPlane)] }), gpu];
    expect(judgeTaints(nodes, ["--non-blocking-taints=example.com/gpu"])).toMatchObject({
      status: "fail",
      fix: `${run}example.com/gpu,${controlPlane}`,
    });
  });

  test.each([
    ["by default the control plane's is none", node("b", { taints: [taint(controlPlane)] }), []],
    ["nor one that only prefers", node("b", { taints: [taint("x", "PreferNoSchedule")] }), []],
    ["a cordoned node is not waited for", node("b", { cordoned: true, taints: [taint("x")] }), []],
    ["fewer than are allowed", gpu, ["--allowed-not-ready-nodes=1"]],
    ["no wait at all", gpu, ["--allowed-not-ready-nodes=-1"]],
    ["pressure is for node-health", node("b", { taints: [taint("node.kubernetes.io/disk-pressure")] }), []],
    [
      "the suite's own is for leftovers",
      node("b", { taints: [taint("kubernetes.io/e2e-evict-taint-key")] }),
      [],
    ],
  ])("%s", (_, second, args) => {
    expect(judgeTaints([node("a"), second], args).status).toBe("pass");
  });
});

describe("node health", () => {
  test("a node that is not ready is waited for, and can be cordoned", () => {
    const [found] = judgeHealth([node("a"), node("b", { ready: false })], []);
    expect(found).toMatchObject({ status: "fail", summary: "b (NotReady NodeStatusUnknown)" });
    expect(found?.fix).toContain("kubectl cordon b");
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
      "cordoned and well",
      node("b", { cordoned: true, taints: [taint("node.kubernetes.io/unschedulable")] }),
      [],
      "pass",
    ],
  ])("%s", (_, second, args, status) => {
    expect(judgeHealth([node("a"), second], args)[0]?.status).toBe(status as "pass");
  });
});

test.each([
  ["v1.35.4", "v1.35.4", "pass"],
  ["v1.35.4", "v1.35.3", "warn"],
  ["v1.35.4", "v1.32.0", "warn"],
  ["v1.35.4", "v1.31.9", "fail"],
  ["v1.35.4", "v1.36.0", "fail"],
  ["v1.35.4-eks-3cfe0ce", "v1.35.4-eks-113cf36", "pass"],
])("server %s, kubelet %s: %s", (server, kubelet, status) => {
  expect(judgeVersions(server, [node("a", { kubelet })]).status).toBe(status as "pass");
});

describe("architectures", () => {
  test("mixed ones that the images have are told", () => {
    expect(judgeArchitectures([node("a"), node("b", { architecture: "arm64" })])).toEqual({
      status: "pass",
      summary: "linux/amd64, linux/arm64",
    });
  });

  test("one without images fails, unless its pods are kept away", () => {
    const riscv = { architecture: "riscv64" };
    expect(judgeArchitectures([node("a"), node("b", riscv)])).toMatchObject({
      status: "fail",
      summary: "b is riscv64",
    });
    expect(judgeArchitectures([node("a"), node("b", { ...riscv, cordoned: true })]).status).toBe("pass");
  });

  test("windows nodes open to any pod warn, tainted ones do not", () => {
    const windows = { os: "windows" };
    expect(judgeArchitectures([node("a"), node("b", windows)]).status).toBe("warn");
    expect(judgeArchitectures([node("a"), node("b", { ...windows, taints: [taint("os")] })]).status).toBe(
      "pass",
    );
  });
});

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

describe("clocks", () => {
  const at = Date.parse("2026-11-20T12:00:00Z");
  const answer = (asked: number, answered: number) => ({
    gitVersion: "v1.35.4",
    platform: "linux/amd64",
    date: at,
    asked,
    answered,
  });
  const lease = (name: string, ahead: number): V1Lease => ({
    metadata: {
      name,
      managedFields: [
        { manager: "kubelet", time: new Date(at), fieldsV1: { "f:spec": { "f:renewTime": {} } } },
      ],
    },
    // what the library gives for a time with microseconds
    spec: JSON.parse(JSON.stringify({ renewTime: new Date(at + ahead).toISOString() })),
  });

  test.each([
    ["agree", answer(at + 200, at + 400), [lease("a", 300)], "pass", ""],
    ["a slow answer is no skew", answer(at - 4000, at + 9000), [], "pass", ""],
    ["this machine behind", answer(at - 60_000, at - 59_000), [], "warn", "this machine is 59 s behind"],
    ["this machine ahead", answer(at + 31_000, at + 31_000), [], "warn", "this machine is 30 s ahead"],
    ["a node ahead", answer(at, at), [lease("a", 20_000), lease("b", 0)], "warn", "a is 20 s ahead"],
    ["a node behind", answer(at, at), [lease("a", -20_000)], "warn", "a is 20 s behind"],
  ])("%s", (_, server, leases, status, words) => {
    const found = judgeClocks(server, leases);
    expect(found.status).toBe(status as "pass");
    expect(found.summary).toContain(words);
  });
});
