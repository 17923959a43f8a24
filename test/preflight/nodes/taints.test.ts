import { describe, expect, test } from "bun:test";
import { judgeHealth } from "../../../src/preflight/nodes/health.ts";
import { judgeTaints } from "../../../src/preflight/nodes/taints.ts";
import { node, taint } from "../samples.ts";

const controlPlane = "node-role.kubernetes.io/control-plane";
const run = "kubectl conformance run --extra-args=--non-blocking-taints=";

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

  test("are those of pools too, whose keys begin as the control plane's own do", () => {
    const windows = node("win", { os: "windows", taints: [taint("node.kubernetes.io/os")] });
    expect(judgeTaints([node("a"), windows], [])).toMatchObject({
      status: "fail",
      summary: "node.kubernetes.io/os on 1 node: win",
      fix: `${run}${controlPlane},node.kubernetes.io/os`,
    });
    const args = [`--non-blocking-taints=${controlPlane},node.kubernetes.io/os`];
    expect(judgeTaints([node("a"), windows], args).status).toBe("pass");
    expect(judgeHealth([node("a"), windows], args)[0]?.status).toBe("pass");
    expect(judgeHealth([node("a"), windows], [])[0]?.status).toBe("pass");
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
