import { describe, expect, test } from "bun:test";
import { judgeLeftovers, type Places } from "../../../src/preflight/control/leftovers.ts";
import { node, pod, taint } from "../samples.ts";

const november = Date.parse("2026-11-20T00:00:00Z");

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
      { status: "pass", summary: "none from earlier suites" },
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
    expect(judgeLeftovers(places({ namespaces: [suite], pods }), november)[0]?.status).toBe("unknown");
  });
});
