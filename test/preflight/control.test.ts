import { describe, expect, test } from "bun:test";
import { judgeApis } from "../../src/preflight/control/apis.ts";
import { judgeSystem } from "../../src/preflight/control/kube-system.ts";
import { judgeLeftovers, type Places } from "../../src/preflight/control/leftovers.ts";
import { judgeOtherRuns } from "../../src/preflight/control/other-runs.ts";
import { judgeVersion } from "../../src/preflight/control/version.ts";
import { judgeImage } from "../../src/preflight/image/present.ts";
import { probePod } from "../../src/preflight/image/probe.ts";
import { podFacts } from "../../src/preflight/pods.ts";
import { node, pod, taint } from "./samples.ts";

const november = Date.parse("2026-11-20T00:00:00Z");

test.each([
  ["v1.35.4", november, "pass", "CNCF takes 1.35 to 1.37"],
  ["v1.37.0-gke.1", november, "pass", "can be submitted"],
  ["v1.34.9", november, "warn", "too old"],
  ["v1.34.9", Date.parse("2026-08-25T00:00:00Z"), "pass", "1.36 is current"],
  ["v1.38.0", november, "pass", "newer than this program"],
  ["v1.36.0", Date.parse("2027-09-01T00:00:00Z"), "pass", "may know a newer one"],
  ["v1.38.0-beta.1", november, "warn", "not released yet"],
  ["", november, "warn", "no version names no Kubernetes release"],
])("version %s", (server, now, status, words) => {
  const found = judgeVersion(server, now);
  expect(found.status).toBe(status as "pass");
  expect(found.summary).toContain(words);
});

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

  test("the reason is told, and no failure where the suite is told not to wait", () => {
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

test("an aggregated API that does not answer fails, with its own words", () => {
  const service = (name: string, status: string) => ({
    metadata: { name },
    spec: {
      service: { namespace: "monitoring", name: "metrics" },
      groupPriorityMinimum: 1,
      versionPriority: 1,
    },
    status: { conditions: [{ type: "Available", status, message: "endpoints have no addresses" }] },
  });
  const local = { metadata: { name: "v1." }, spec: { groupPriorityMinimum: 1, versionPriority: 1 } };
  expect(judgeApis([local])).toEqual([{ status: "pass", summary: "none is aggregated" }]);
  expect(judgeApis([local, service("v1beta1.metrics.k8s.io", "True")])[0]?.status).toBe("pass");
  const [found] = judgeApis([local, service("v1beta1.metrics.k8s.io", "False")]);
  expect(found?.summary).toBe("v1beta1.metrics.k8s.io is not available: endpoints have no addresses");
  expect(found?.fix).toContain("kubectl delete apiservice v1beta1.metrics.k8s.io");
});

describe("other runs", () => {
  test.each([
    [
      "of this program",
      pod("suite", { run: { id: "20261120-2215-k3x9", state: "running" } }),
      "kubectl conformance attach 20261120-2215-k3x9",
    ],
    ["of another", pod("e2e", { images: ["mirror:5000/k8s/conformance-arm64@sha256:0"] }), "get pod e2e"],
  ])("one %s under way warns", (_, one, fix) => {
    const [found] = judgeOtherRuns([pod("web"), one]);
    expect(found?.status).toBe("warn");
    expect(found?.fix).toContain(fix);
  });

  test.each([
    [
      "ended, of this program",
      pod("suite", { run: { id: "r", state: "ended" }, images: ["registry.k8s.io/conformance:v1.35.4"] }),
    ],
    [
      "ended, of another",
      pod("e2e", { phase: "Succeeded", images: ["registry.k8s.io/conformance:v1.35.4"] }),
    ],
    [
      "of a probe of the image",
      pod("suite", {
        namespace: "conformance-probe-20261120-2215-k3x9",
        images: ["registry.k8s.io/conformance:v1.35.4"],
      }),
    ],
    ["of an image that only sounds like it", pod("x", { images: ["example.com/conformance-dashboard:1"] })],
  ])("one %s does not", (_, one) => {
    expect(judgeOtherRuns([one])[0]?.status).toBe("pass");
  });
});

describe("leftovers", () => {
  const places = (over: Partial<Places>): Places => ({
    nodes: [node("a")],
    namespaces: [{ metadata: { name: "default" } }],
    pods: [],
    outside: [],
    ownBindings: [],
    foreignRoles: [],
    ...over,
  });
  const run = {
    metadata: { name: "x", labels: { "kubectl-conformance/run": "r1" } },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
  };
  const suite = { metadata: { name: "pods-1234", labels: { "e2e-run": "u" } } };

  test("none", () => {
    expect(judgeLeftovers(places({}), november)).toEqual([
      { status: "pass", summary: "none of earlier suites" },
    ]);
  });

  test.each<[string, Partial<Places>, string, string]>([
    ["a namespace", { namespaces: [suite] }, "warn", "kubectl delete namespace -l e2e-run"],
    [
      "a namespace that will not go",
      { namespaces: [{ metadata: { ...suite.metadata, deletionTimestamp: new Date(0) } }] },
      "warn",
      "kubectl get namespace pods-1234",
    ],
    [
      "a taint",
      { nodes: [node("a", { taints: [taint("kubernetes.io/e2e-evict-taint-key", "NoExecute")] })] },
      "fail",
      "kubectl taint nodes a kubernetes.io/e2e-evict-taint-key-",
    ],
    [
      "a label",
      { nodes: [node("a", { labels: { "kubernetes.io/e2e-7d2": "42" } })] },
      "warn",
      "kubectl label node a kubernetes.io/e2e-7d2-",
    ],
    [
      "a resource",
      { nodes: [node("a", { capacity: { "example.com/fakecpu": "1k" } })] },
      "warn",
      "/status/capacity/example.com~1fakecpu",
    ],
    [
      "an object",
      { outside: ["apiservice v1.wardle.example.com"] },
      "warn",
      "kubectl delete apiservice/v1.wardle.example.com",
    ],
    [
      "a label with the node's own name",
      { nodes: [node("a", { labels: { node: "a" } })] },
      "warn",
      "kubectl label node a node-",
    ],
    [
      "a namespace that is marked, but not a run",
      { namespaces: [{ metadata: { name: "half", labels: { "kubectl-conformance/run": "r2" } } }] },
      "warn",
      "kubectl delete namespace half",
    ],
    ["a run that lost its pod", { ownBindings: [run] }, "warn", "kubectl conformance cleanup r1"],
    [
      "a run that has ended",
      { ownBindings: [run], pods: [pod("suite", { run: { id: "r1", state: "ended" } })] },
      "warn",
      "kubectl conformance cleanup r1",
    ],
    [
      "a probe",
      {
        namespaces: [
          {
            metadata: {
              name: "p",
              labels: { "kubectl-conformance/probe": "r2" },
              creationTimestamp: new Date(november - 600_000),
            },
          },
        ],
      },
      "warn",
      "kubectl delete namespace p",
    ],
    [
      "Sonobuoy's",
      { foreignRoles: [{ metadata: { name: "sonobuoy-serviceaccount-sonobuoy" } }] },
      "warn",
      "sonobuoy delete --wait",
    ],
    [
      "Hydrophone's",
      { foreignRoles: [{ metadata: { name: "conformance-serviceaccount:conformance" } }] },
      "warn",
      "hydrophone --cleanup",
    ],
  ])("%s", (_, over, status, fix) => {
    const found = judgeLeftovers(places(over), november);
    expect(found).toHaveLength(1);
    expect(found[0]?.status).toBe(status as "warn");
    expect(found[0]?.fix).toContain(fix);
  });

  test("nothing is called a leftover while a suite may be using it", () => {
    const pods = [pod("e2e", { images: ["registry.k8s.io/conformance:v1.35.4"] })];
    expect(judgeLeftovers(places({ namespaces: [suite], pods }), november)[0]?.status).toBe("pass");
  });
});

test("the image is told of where nodes have it, and not at all elsewhere", () => {
  const image = "registry.k8s.io/conformance:v1.35.4";
  expect(judgeImage(image, [node("a", { images: [image] }), node("b")])[0]?.summary).toBe(
    `${image} is on a already`,
  );
  expect(judgeImage(image, [node("a")])[0]?.summary).toContain("is not known to be on any node");
});

test("a pod's requests are counted as the scheduler does", () => {
  const of = (cpu: string, restartPolicy?: string) => ({
    name: "c",
    resources: { requests: { cpu } },
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
  });
  const cpu = (spec: object) => podFacts({ spec: { containers: [], ...spec } }).requests.cpu;
  expect(cpu({ containers: [of("250m"), of("1")] })).toBe(1.25);
  expect(cpu({ containers: [of("1")], initContainers: [of("2")] })).toBe(2);
  expect(cpu({ containers: [of("1")], initContainers: [of("500m", "Always")] })).toBe(1.5);
  expect(cpu({ containers: [of("1")], overhead: { cpu: "250m" } })).toBe(1.25);
  expect(cpu({ containers: [of("1")], resources: { requests: { cpu: "3" } } })).toBe(3);
});

test("a probe's pod is the run's without the suite, its token and its label", () => {
  const made = probePod({
    metadata: { name: "suite", namespace: "n", labels: { "kubectl-conformance/run": "r" } },
    spec: {
      serviceAccountName: "conformance",
      tolerations: [{ operator: "Exists" }],
      volumes: [{ name: "token" }],
      containers: [
        {
          name: "suite",
          image: "i",
          env: [{ name: "E2E_FOCUS", value: "x" }],
          volumeMounts: [{ name: "token", mountPath: "/t" }],
        },
        { name: "collector", image: "i" },
      ],
    },
  });
  expect(made).toEqual({
    metadata: { name: "suite", namespace: "n" },
    spec: {
      serviceAccountName: "conformance",
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "suite", image: "i", command: ["true"] }],
    },
  });
});
