import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import { isUnpublished, olderPatch, releaseOf } from "../../src/run/plan/image.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun, type RunRequest } from "../../src/run/plan/plan.ts";
import { autoProcesses } from "../../src/run/plan/processes.ts";
import { parseQuantity } from "../../src/run/plan/quantity.ts";
import { plainRequest } from "./request.ts";

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

describe("the image", () => {
  test.each([
    ["v1.35.4", "v1.35.4"],
    ["v1.35.4+k3s1", "v1.35.4"],
    ["v1.35.4-gke.1358000", "v1.35.4"],
    ["v1.36.0-rc.1", "v1.36.0"],
    ["unknown", undefined],
  ])("of a server %s is that of %s", (server, release) => {
    expect(releaseOf(server)).toBe(release as string);
  });

  test("steps down patch by patch, to .0 and no further", () => {
    expect(olderPatch("registry.k8s.io/conformance:v1.35.11")).toBe("registry.k8s.io/conformance:v1.35.10");
    expect(olderPatch("host:5000/conformance:v1.35.0")).toBeUndefined();
    expect(olderPatch("host:5000/conformance@sha256:abc")).toBeUndefined();
  });

  test("was never published only where the registry says so", () => {
    expect(
      isUnpublished(
        'failed to resolve reference "registry.k8s.io/conformance:v1.35.9": registry.k8s.io/conformance:v1.35.9: not found',
      ),
    ).toBe(true);
    expect(isUnpublished("dial tcp 10.0.0.1:443: i/o timeout")).toBe(false);
  });

  test("comes from the mirror, with all others of the suite", () => {
    const plan = planRun(request({ imageRepo: "mirror.example.com/k8s/" }), facts, "id");
    expect(plan.image).toBe("mirror.example.com/k8s/conformance:v1.35.4");
    expect(environment({ imageRepo: "mirror.example.com/k8s" }).KUBE_TEST_REPO).toBe(
      "mirror.example.com/k8s",
    );
  });

  test("is asked for where the server names no release", () => {
    expect(() => planRun(request(), { ...facts, server: "devel" }, "id")).toThrow(
      "names no Kubernetes release",
    );
  });
});

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

describe("what the suite is told", () => {
  test("is the certified set by default, without a skip", () => {
    const env = environment({});
    expect(env.E2E_FOCUS).toBe("\\[Conformance\\]");
    expect(env.E2E_SKIP).toBeUndefined();
  });

  test("keeps arguments with spaces whole", () => {
    const env = environment({
      parallel: 1,
      extraArgs: ["--a=one two", "--b=x,y"],
      extraGinkgoArgs: ["--label-filter=a && b"],
    });
    expect(env.E2E_EXTRA_ARGS_SEP).toBe(";");
    expect(env.E2E_EXTRA_ARGS?.split(";")).toEqual(["--a=one two", "--b=x,y"]);
    expect(env.E2E_EXTRA_GINKGO_ARGS?.split(";")).toEqual(["-v", "--label-filter=a && b"]);
  });

  test("is not changed by the kubelet's own $(NAME)", () => {
    expect(environment({ focus: "x$(HOME)" }).E2E_FOCUS).toBe("x$$(HOME)");
  });
});

describe("the pod", () => {
  const { pod, namespace, binding } = runObjects(
    planRun(request({ nodeSelector: { disk: "ssd" } }), facts, "20261120-2215-k3x9"),
    "bcdfghjk",
  );

  test("fits the restricted Pod Security profile", () => {
    for (const container of pod.spec?.containers ?? []) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    expect(namespace.metadata?.labels?.["pod-security.kubernetes.io/enforce"]).toBe("restricted");
  });

  test("outlives every taint and autoscaler, on linux", () => {
    expect(pod.spec?.tolerations).toContainEqual({ operator: "Exists" });
    expect(pod.spec?.nodeSelector).toEqual({ "kubernetes.io/os": "linux", disk: "ssd" });
    expect(pod.metadata?.annotations?.["cluster-autoscaler.kubernetes.io/safe-to-evict"]).toBe("false");
  });

  test("gives the token to the suite alone, and one image to both", () => {
    const [suite, collector] = pod.spec?.containers ?? [];
    expect(pod.spec?.automountServiceAccountToken).toBe(false);
    expect(suite?.volumeMounts?.map((mount) => mount.name)).toContain("token");
    expect(collector?.volumeMounts).toEqual([{ name: "results", mountPath: "/tmp/results", readOnly: true }]);
    expect(collector?.image).toBe(suite?.image as string);
  });

  test("ends by itself when nobody comes for the results", () => {
    const script = pod.spec?.containers[1]?.command?.at(-1) ?? "";
    expect(script).toContain("sleep 3600 ");
    expect(script).toContain("/tmp/results/done");
  });

  test("and all beside it carry the run's id", () => {
    for (const object of [pod, namespace, binding])
      expect(object.metadata?.labels?.["kubectl-conformance/run"]).toBe("20261120-2215-k3x9");
  });
});

test.each([
  ["2", 2],
  ["1900m", 1.9],
  ["16Gi", 16 * 2 ** 30],
  ["1e3", 1000],
  ["2Pi", 2 * 2 ** 50],
  ["1e", Number.NaN],
  ["", Number.NaN],
])("the quantity %s is %d", (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});
