import { describe, expect, test } from "bun:test";
import type { V1LabelSelector, V1LimitRangeItem, V1Pod, V1RuleWithOperations } from "@kubernetes/client-node";
import { judgeLimits } from "../../src/preflight/policy/limits.ts";
import { judgeExposure, judgeNamespace } from "../../src/preflight/policy/namespace.ts";
import { judgesExec } from "../../src/preflight/policy/reach.ts";
import { matchesLabels } from "../../src/preflight/policy/selectors.ts";
import type { Webhook } from "../../src/preflight/policy/webhook-list.ts";
import { judgeWebhooks } from "../../src/preflight/policy/webhooks.ts";
import { pod as podSample } from "./samples.ts";

const selector = (key: string, operator: string, values?: string[]): V1LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
});

test.each<[string, V1LabelSelector | undefined, boolean]>([
  ["nothing", undefined, true],
  ["an empty one", {}, true],
  ["an equal label", { matchLabels: { app: "a" } }, true],
  ["another value", { matchLabels: { app: "b" } }, false],
  ["In", selector("app", "In", ["a", "b"]), true],
  ["In, label missing", selector("x", "In", ["a"]), false],
  ["NotIn", selector("app", "NotIn", ["a"]), false],
  ["NotIn, label missing", selector("x", "NotIn", ["a"]), true],
  ["Exists", selector("app", "Exists"), true],
  ["DoesNotExist", selector("app", "DoesNotExist"), false],
])("a selector of %s", (_, given, matches) => {
  expect(matchesLabels(given, { app: "a" })).toBe(matches);
});

const rule = (over: Partial<V1RuleWithOperations> = {}): V1RuleWithOperations => ({
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE"],
  resources: ["pods"],
  ...over,
});

const hook = (over: Partial<Webhook> = {}): Webhook => ({
  object: "validatingwebhookconfiguration/guard",
  name: "guard.example.com",
  service: { namespace: "guard", name: "guard" },
  failsClosed: true,
  rules: [rule()],
  namespaceSelectors: [{}],
  objectSelectors: [{}],
  ...over,
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

  test("one that is down for kube-system alone, which no suite touches, is told in passing", () => {
    const aside = hook({
      namespaceSelectors: [selector("kubernetes.io/metadata.name", "In", ["kube-system"])],
    });
    expect(judge(aside, false)).toEqual([
      {
        status: "pass",
        summary: "none of 1 stands in the way; 1 cannot be asked, and judge nothing of the suite's",
      },
    ]);
  });

  test.each<[Partial<V1RuleWithOperations>, boolean]>([
    [{ operations: ["CONNECT"], resources: ["pods/exec"] }, true],
    [{ operations: ["*"], resources: ["*/*"] }, true],
    [{ operations: ["CONNECT"], resources: ["pods"] }, false],
    [{ operations: ["CREATE"], resources: ["pods/exec"] }, false],
  ])("a rule %p judges an exec: %p", (over, expected) => {
    expect(judgesExec(hook({ rules: [rule(over)] }), "conformance")).toBe(expected);
  });
});

describe("the run's namespace", () => {
  const labels = (given: Record<string, string>) => ({ metadata: { name: "conformance", labels: given } });

  test.each([
    ["missing", undefined, "pass", "will be made"],
    ["somebody's", labels({}), "pass", "will be used and kept"],
    ["of a profile", labels({ "pod-security.kubernetes.io/enforce": "baseline" }), "pass", "fits baseline"],
    [
      "another run's",
      labels({ "kubectl-conformance/run": "20261120-2215-k3x9" }),
      "fail",
      "belongs to run 20261120-2215-k3x9",
    ],
    [
      "going",
      {
        metadata: { name: "conformance", deletionTimestamp: new Date(0) },
        status: {
          conditions: [
            { type: "NamespaceContentRemaining", status: "True", message: "pods. has 1 instance" },
          ],
        },
      },
      "warn",
      "is being deleted: pods. has 1 instance",
    ],
  ])("%s", (_, found, status, words) => {
    const judged = judgeNamespace({ namespace: "conformance", namespaceBy: "name" }, found, []);
    expect(judged.status).toBe(status as "pass");
    expect(judged.summary).toContain(words);
  });
});

describe("a namespace that is there already", () => {
  const there = (labels = {}) => ({ metadata: { name: "shop", labels } });
  const judged = (namespaceBy: "name" | "mark", labels = {}) =>
    judgeNamespace({ namespace: "shop", namespaceBy }, there(labels), []);

  test("is refused where nobody named or marked it, with what to do", () => {
    expect(judged("mark")).toMatchObject({
      status: "fail",
      summary: "namespace shop already exists, and this run did not create it",
      fix: expect.stringContaining("kubectl label namespace shop kubectl-conformance/runner="),
    });
    expect(judged("name").status).toBe("pass");
    expect(judged("mark", { "kubectl-conformance/runner": "" }).status).toBe("pass");
  });

  test("is used with a word on who else may become what the suite is", () => {
    expect(judgeExposure("shop", []).status).toBe("pass");
    expect(judgeExposure("shop", ["User eve"])).toMatchObject({
      status: "warn",
      summary: expect.stringContaining("User eve"),
    });
    expect(judgeExposure("shop", undefined).summary).toContain("cannot be read");
  });
});

test("the namespace of a run under way is not offered for removal", () => {
  const id = "20261120-2215-k3x9";
  const found = { metadata: { name: "conformance", labels: { "kubectl-conformance/run": id } } };
  const suite = podSample("suite", { namespace: "conformance", run: { id, state: "running" } });
  expect(judgeNamespace({ namespace: "conformance", namespaceBy: "name" }, found, [suite])).toMatchObject({
    status: "fail",
    summary: `the run ${id} is under way in conformance`,
    fix: `kubectl conformance attach ${id}`,
  });
});

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
    ["limits wanted", [quota({ "limits.cpu": "4" })], [], "fail", "it wants limits.cpu to be stated"],
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
