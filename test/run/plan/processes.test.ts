import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import { runObjects } from "../../../src/run/plan/objects.ts";
import { planRun, type RunRequest } from "../../../src/run/plan/plan.ts";
import { autoProcesses } from "../../../src/run/plan/processes.ts";
import { plainRequest } from "../request.ts";

const node = (cpu: string, pods: string, extra: { os?: string; cordoned?: boolean } = {}): V1Node => ({
  metadata: { name: "n", labels: { "kubernetes.io/os": extra.os ?? "linux" } },
  spec: extra.cordoned === true ? { unschedulable: true } : {},
  status: { allocatable: { cpu, pods } },
});

const facts = {
  server: "v1.35.4+k3s1",
  platform: "linux/amd64",
  nodes: [node("2", "110"), node("2", "110")],
};

const request = (over: Partial<RunRequest> = {}): RunRequest => ({ ...plainRequest, ...over });

function environment(over: Partial<RunRequest>): Record<string, string | undefined> {
  const { pod } = runObjects(planRun(request(over), facts, "id"), "bcdfghjk");
  return Object.fromEntries((pod.spec?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

describe("processes", () => {
  test("grow with the cores of nodes that take pods, 12 for two nodes of two", () => {
    expect(autoProcesses(facts.nodes, false)).toEqual({
      processes: 12,
      reason: "2 nodes, 4 cores, 220 pods",
    });
    expect(
      autoProcesses(
        [node("1900m", "110"), node("64", "110", { cordoned: true }), node("64", "110", { os: "windows" })],
        false,
      ).processes,
    ).toBe(5);
    expect(autoProcesses([node("96", "500")], false).processes).toBe(25);
    expect(autoProcesses([node("8", "30")], false).processes).toBe(3);
    expect(autoProcesses([node("100m", "5")], false).processes).toBe(1);
  });

  test("are few for a focused run", () => {
    expect(autoProcesses(facts.nodes, true).processes).toBe(4);
  });

  test("never leave [Serial] specs out: --procs, not E2E_PARALLEL", () => {
    const env = environment({});
    expect(env.E2E_EXTRA_GINKGO_ARGS).toBe("-v --procs=12");
    expect(env.E2E_PARALLEL).toBeUndefined();
    expect(environment({ parallel: 1 }).E2E_EXTRA_GINKGO_ARGS).toBe("-v");
  });
});
