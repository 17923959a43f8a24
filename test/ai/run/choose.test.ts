import { describe, expect, test } from "bun:test";
import type { Finding } from "../../../src/ai/preflight/finding.ts";
import { chooseTests } from "../../../src/ai/run/choose.ts";
import { leftNamespaces } from "../../../src/ai/run/left.ts";

const finding = (requirement: string, over: Partial<Finding>): Finding => ({
  requirement,
  category: "c",
  level: "MUST",
  verdict: "likely",
  found: ["found"],
  looks: [],
  evidence: "",
  ...over,
});
const findings = [
  finding("gang_scheduling", { verdict: "not seen", suite: "without one it creates 1,000 pods" }),
  finding("workload_sandboxing", {}),
  finding("accelerator_metrics", { suite: "skipped without --metrics-endpoint" }),
];
const listed = [
  "TestGangScheduling",
  "TestWorkloadSandboxing",
  "TestAcceleratorPerformanceMetrics",
  "TestUnit",
];
const choose = (over: Partial<Parameters<typeof chooseTests>[0]> = {}) =>
  chooseTests({ listed, findings, requirements: [], passed: [], ...over });

describe("the tests that fit the cluster", () => {
  test("are run, and the others named with the reason", () => {
    expect(choose()).toEqual({
      pattern: "^(?:TestWorkloadSandboxing)$",
      tests: ["TestWorkloadSandboxing"],
      left: [
        "TestGangScheduling: without one it creates 1,000 pods",
        "TestAcceleratorPerformanceMetrics: skipped without --metrics-endpoint",
        "1 other tests of the binary, which show no requirement",
      ],
    });
  });
  test("include one whose flag is passed through", () => {
    expect(choose({ passed: ["-metrics-endpoint=http://127.0.0.1:9400"] }).tests).toContain(
      "TestAcceleratorPerformanceMetrics",
    );
  });
  test("include whatever is asked for", () => {
    expect(choose({ requirements: ["gang_scheduling"] }).pattern).toBe("^(?:TestGangScheduling)$");
    expect(() => choose({ requirements: ["ai_inference"] })).toThrow("has no test in the upstream suite");
    expect(() => choose({ requirements: ["robust_controller"] })).toThrow(
      "the binary has no TestRobustCRDControllerOperation",
    );
  });
  test("are all of a binary that is not the upstream suite", () => {
    expect(choose({ listed: ["TestMine"] })).toEqual({ pattern: undefined, tests: ["TestMine"], left: [] });
  });
});

test("namespaces that were named and not cleaned up are left", () => {
  expect(
    leftNamespaces([
      "created namespace ai-conformance-ab1cd",
      "created namespace gang-scheduling-xyz99",
      "Cleaning up namespace ai-conformance-ab1cd...",
      "namespace other-aaaaa",
    ]),
  ).toEqual(["gang-scheduling-xyz99"]);
});
