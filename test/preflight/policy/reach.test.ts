import { expect, test } from "bun:test";
import type { V1RuleWithOperations } from "@kubernetes/client-node";
import { judgesExec, judgesPods, touchesRun } from "../../../src/preflight/policy/reach.ts";
import type { Webhook } from "../../../src/preflight/policy/webhook-list.ts";
import { hook, rule } from "./hooks.ts";

test.each<[Partial<V1RuleWithOperations>, boolean]>([
  [{ operations: ["CONNECT"], resources: ["pods/exec"] }, true],
  [{ operations: ["*"], resources: ["*/*"] }, true],
  [{ operations: ["CONNECT"], resources: ["pods"] }, false],
  [{ operations: ["CREATE"], resources: ["pods/exec"] }, false],
])("a rule %p judges an exec: %p", (over, expected) => {
  expect(judgesExec(hook({ rules: [rule(over)] }), "conformance")).toBe(expected);
});

test.each<[string, Partial<Webhook>, { touches: boolean; pods: boolean }]>([
  ["new pods", {}, { touches: true, pods: true }],
  [
    "objects of Kubernetes that are not pods",
    { rules: [rule({ resources: ["services"] })] },
    { touches: true, pods: false },
  ],
  [
    "an extension's objects",
    { rules: [rule({ apiGroups: ["cert-manager.io"], resources: ["*"] })] },
    { touches: false, pods: false },
  ],
  [
    "namespaces that no run makes",
    { namespaceSelectors: [{ matchLabels: { team: "shop" } }] },
    { touches: false, pods: false },
  ],
  [
    "the suite's namespaces alone",
    { namespaceSelectors: [{ matchExpressions: [{ key: "e2e-run", operator: "Exists" }] }] },
    { touches: true, pods: true },
  ],
  [
    "the run's namespace alone",
    { namespaceSelectors: [{ matchLabels: { "kubernetes.io/metadata.name": "conformance" } }] },
    { touches: true, pods: true },
  ],
])("a webhook that judges %s: what of a run it meets", (_, over, { touches, pods }) => {
  expect(touchesRun(hook(over), "conformance")).toBe(touches);
  expect(judgesPods(hook(over), "conformance")).toBe(pods);
});
