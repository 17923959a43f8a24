import { describe, expect, test } from "bun:test";
import type { V1LabelSelector } from "@kubernetes/client-node";
import type { Webhook } from "../../../src/preflight/policy/webhook-list.ts";
import { judgeWebhooks } from "../../../src/preflight/policy/webhooks.ts";
import { hook, rule } from "./hooks.ts";

const selector = (key: string, operator: string, values?: string[]): V1LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
});

describe("webhooks", () => {
  const judge = (one: Webhook, ready: boolean) => judgeWebhooks([one], () => ready, "conformance");

  test("one that fails closed with nobody behind it fails, with what takes it away", () => {
    const [found, ...more] = judge(hook(), false);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ status: "fail" });
    expect(found?.summary).toContain("service guard/guard has no ready endpoint");
    expect(found?.fix).toContain("kubectl delete validatingwebhookconfiguration/guard");
  });

  test("one whose service is not of this cluster is not called well", () => {
    const elsewhere = hook({ service: undefined, rules: [rule({ resources: ["configmaps"] })] });
    expect(judgeWebhooks([elsewhere], () => undefined, "conformance")).toMatchObject([
      { status: "unknown", summary: expect.stringContaining("guard.example.com") },
    ]);
    const open = hook({ ...elsewhere, failsClosed: false });
    expect(judgeWebhooks([open], () => undefined, "conformance")).toMatchObject([{ status: "pass" }]);
  });

  test("one that answers, and judges every namespace's pods, warns", () => {
    expect(judge(hook(), true)).toMatchObject([{ status: "warn" }]);
    expect(judge(hook({ rules: [rule({ apiGroups: ["*"], resources: ["*"] })] }), true)).toMatchObject([
      { status: "warn" },
    ]);
  });

  test.each<[string, Partial<Webhook>]>([
    ["fails open", { failsClosed: false }],
    [
      "looks at namespaces with a label of its own",
      { namespaceSelectors: [{ matchLabels: { guard: "on" } }] },
    ],
    [
      "passes over the suite's namespaces and the run's",
      { namespaceSelectors: [selector("kubernetes.io/metadata.name", "In", ["prod"])] },
    ],
    ["looks at objects with a label of its own", { objectSelectors: [{ matchLabels: { guard: "on" } }] }],
    [
      "judges an extension's objects",
      { rules: [rule({ apiGroups: ["cert-manager.io"], resources: ["*"] })] },
    ],
    ["has no rules", { rules: [] }],
  ])("one that %s is no trouble, up or down", (_, over) => {
    expect(judge(hook(over), false)[0]?.status).toBe("pass");
    expect(judge(hook(over), true)[0]?.status).toBe("pass");
  });

  test("one that is down for kube-system alone, which no suite touches, is only mentioned", () => {
    const aside = hook({
      namespaceSelectors: [selector("kubernetes.io/metadata.name", "In", ["kube-system"])],
    });
    expect(judge(aside, false)).toEqual([
      {
        status: "pass",
        summary: "none of 1 is in the way; 1 cannot be called, without effect on the suite",
      },
    ]);
  });
});
