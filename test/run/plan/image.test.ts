import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import { isUnpublished, olderPatch, releaseOf } from "../../../src/run/plan/image.ts";
import { runObjects } from "../../../src/run/plan/objects.ts";
import { planRun, type RunRequest } from "../../../src/run/plan/plan.ts";
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
