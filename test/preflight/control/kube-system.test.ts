import { describe, expect, test } from "bun:test";
import { judgeSystem } from "../../../src/preflight/control/kube-system.ts";
import { pod } from "../samples.ts";

describe("kube-system", () => {
  const old = { namespace: "kube-system", created: 0 };
  const now = 3_600_000;
  const judge = (pods: Parameters<typeof judgeSystem>[0], args: readonly string[] = []) =>
    judgeSystem(pods, [], [], args, now)[0];

  test.each([
    ["ready", pod("a", old), "pass"],
    ["completed", pod("a", { ...old, phase: "Succeeded", ready: false }), "pass"],
    ["failed, and replaced by another", pod("a", { ...old, phase: "Failed", ready: false }), "pass"],
    ["failed for good", pod("a", { ...old, phase: "Failed", ready: false, controlled: false }), "fail"],
    ["not ready", pod("a", { ...old, ready: false, trouble: "CrashLoopBackOff" }), "fail"],
    ["not ready yet", pod("a", { ...old, ready: false, created: now - 60_000 }), "warn"],
  ])("a pod that is %s", (_, one, status) => {
    expect(judge([pod("b", old), one])?.status).toBe(status as "pass");
  });

  test("the reason is reported, and it is not a failure if the suite does not wait", () => {
    const bad = [pod("coredns-1", { ...old, ready: false, trouble: "CrashLoopBackOff" })];
    expect(judge(bad)?.summary).toBe("coredns-1 (CrashLoopBackOff)");
    expect(judge(bad, ["--allowed-not-ready-nodes=-1"])?.status).toBe("warn");
    expect(judge(bad, ["--allowed-not-ready-nodes=1"])?.status).toBe("warn");
    expect(judge([...bad, ...bad], ["--allowed-not-ready-nodes=1"])?.status).toBe("fail");
  });

  test("a replica set that cannot make its pods fails, a daemon set that lacks one warns", () => {
    const replicaSet = {
      metadata: { name: "dns" },
      spec: { replicas: 2, selector: {} },
      status: { replicas: 1, readyReplicas: 1 },
    };
    expect(judgeSystem([pod("a", old)], [replicaSet], [], [], now)[0]?.status).toBe("fail");
    const status = {
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberMisscheduled: 0,
      numberReady: 1,
    };
    expect(
      judgeSystem([pod("a", old)], [], [{ metadata: { name: "cni" }, status }], [], now)[0]?.status,
    ).toBe("warn");
  });
});
