import { describe, expect, test } from "bun:test";
import type { V1NetworkPolicy, V1NetworkPolicySpec } from "@kubernetes/client-node";
import { judgePolicies } from "../../../src/preflight/network/policies.ts";

describe("network policies", () => {
  const policy = (name: string, spec: V1NetworkPolicySpec): V1NetworkPolicy => ({ metadata: { name }, spec });
  const denyAll = policy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

  test.each<[string, V1NetworkPolicy[], string]>([
    ["none", [], "pass"],
    ["all denied outwards", [denyAll], "fail"],
    [
      "denied, and allowed by another",
      [denyAll, policy("allow", { podSelector: {}, egress: [{}], policyTypes: ["Egress"] })],
      "pass",
    ],
    [
      "some allowed",
      [policy("some", { podSelector: {}, egress: [{ ports: [{ port: 53 }] }], policyTypes: ["Egress"] })],
      "warn",
    ],
    [
      "only inwards, which the run does without",
      [policy("in", { podSelector: {}, policyTypes: ["Ingress"] })],
      "pass",
    ],
    [
      "of other pods",
      [policy("db", { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Egress"] })],
      "pass",
    ],
  ])("%s", (_, own, status) => {
    expect(judgePolicies("conformance", own, [])[0]?.status).toBe(status as "pass");
  });

  test("those over all namespaces are named", () => {
    const [found] = judgePolicies(
      "conformance",
      [],
      ["globalnetworkpolicies.crd.projectcalico.org/default-deny"],
    );
    expect(found).toMatchObject({ status: "warn" });
    expect(found?.summary).toContain("default-deny");
  });
});
