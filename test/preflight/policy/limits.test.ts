import { describe, expect, test } from "bun:test";
import type { V1LimitRangeItem, V1Pod } from "@kubernetes/client-node";
import { judgeLimits } from "../../../src/preflight/policy/limits.ts";

describe("quotas and limit ranges", () => {
  const pod: V1Pod = {
    spec: {
      containers: [
        { name: "suite", resources: { requests: { cpu: "100m", memory: "256Mi" } } },
        { name: "collector", resources: { requests: { cpu: "10m", memory: "16Mi" } } },
      ],
    },
  };
  const quota = (hard: Record<string, string>, used: Record<string, string> = {}, scopes?: string[]) => ({
    metadata: { name: "q" },
    spec: { hard, ...(scopes === undefined ? {} : { scopes }) },
    status: { hard, used },
  });
  const range = (item: Omit<V1LimitRangeItem, "type">) => ({
    metadata: { name: "r" },
    spec: { limits: [{ type: "Container", ...item }] },
  });

  test.each<[string, ReturnType<typeof quota>[], ReturnType<typeof range>[], string, string]>([
    ["none", [], [], "pass", "no quota"],
    [
      "room enough",
      [quota({ pods: "10", "requests.cpu": "1" }, { pods: "9", "requests.cpu": "500m" })],
      [],
      "pass",
      "fits",
    ],
    ["no pod left", [quota({ pods: "10" }, { pods: "10" })], [], "fail", "pods is 10 of 10"],
    [
      "too little memory",
      [quota({ memory: "1Gi" }, { memory: "900Mi" })],
      [],
      "fail",
      "memory is 900Mi of 1Gi",
    ],
    ["limits wanted", [quota({ "limits.cpu": "4" })], [], "fail", "it requires limits.cpu"],
    [
      "limits wanted and given",
      [quota({ "limits.cpu": "4" })],
      [range({ _default: { cpu: "1" } })],
      "warn",
      "limits the suite to 1 cpu",
    ],
    ["of other pods", [quota({ pods: "0" }, {}, ["BestEffort"])], [], "pass", "fits"],
    ["of what the run does not make", [quota({ services: "0" })], [], "pass", "fits"],
    [
      "a default below the request",
      [],
      [range({ _default: { memory: "128Mi" } })],
      "fail",
      "more memory than its limit would be, 128Mi",
    ],
    [
      "a least above the request",
      [],
      [range({ min: { cpu: "50m" } })],
      "fail",
      "collector asks for less cpu",
    ],
    ["a default limit", [], [range({ _default: { memory: "1Gi" } })], "warn", "1Gi memory"],
  ])("%s", (_, quotas, ranges, status, words) => {
    const [found] = judgeLimits("conformance", quotas, ranges, pod);
    expect(found?.status).toBe(status as "pass");
    expect(found?.summary).toContain(words);
  });
});
