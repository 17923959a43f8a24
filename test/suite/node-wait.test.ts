import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import { blockingNodes, suiteWait } from "../../src/suite/node-wait.ts";

const node = (
  name: string,
  over: V1Node["spec"] = {},
  conditions: readonly string[] = ["Ready"],
): V1Node => ({
  metadata: { name },
  spec: over,
  status: { conditions: conditions.map((type) => ({ type, status: "True" })) },
});

const tainted = (name: string, key: string, effect = "NoSchedule") =>
  node(name, { taints: [{ key, effect }] });

test("the suite waits for nodes that are not ready, have no network, or a taint of one's own", () => {
  const nodes = [
    node("fine"),
    node("unready", {}, []),
    node("offline", {}, ["Ready", "NetworkUnavailable"]),
    tainted("gpu", "example.com/gpu"),
    tainted("preferred", "example.com/slow", "PreferNoSchedule"),
    tainted("control", "node-role.kubernetes.io/control-plane"),
  ];
  expect(blockingNodes(nodes)).toEqual({ names: ["unready", "offline", "gpu"], taints: ["example.com/gpu"] });
});

test("it never waits for cordoned nodes", () => {
  expect(blockingNodes([node("cordoned", { unschedulable: true })]).names).toEqual([]);
});

test("a list of taints that is given stands in place of its own", () => {
  const nodes = [
    tainted("gpu", "example.com/gpu"),
    tainted("control", "node-role.kubernetes.io/control-plane"),
  ];
  expect(blockingNodes(nodes, ["example.com/gpu"]).names).toEqual(["control"]);
});

const controlPlane = "node-role.kubernetes.io/control-plane";

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
