import { describe, expect, test } from "bun:test";
import { findingsOf } from "../../../src/ai/preflight/preflight.ts";
import type { View, WorkloadView } from "../../../src/ai/preflight/view.ts";
import { checklist } from "../sample.ts";

const seen = <T>(value: T) => ({ kind: "seen", value }) as const;

/** A bare cluster. */
const bare: View = {
  server: "v1.37.2",
  groups: new Map([
    ["autoscaling", ["v2", "v1"]],
    ["resource.k8s.io", ["v1"]],
  ]),
  nodes: seen([{ name: "node1", isReady: true, isSchedulable: true, devices: {}, labels: {} }]),
  deviceClasses: seen([]),
  slices: seen([]),
  runtimeClasses: seen([]),
  workloads: seen([]),
  gatewayClasses: seen([]),
  crds: seen([]),
  apiServices: seen([]),
  webhooks: seen([]),
  services: seen(new Set<string>()),
};
const find = (requirement: string, over: Partial<View> = {}) => {
  const found = findingsOf({ ...bare, ...over }, checklist()).find((one) => one.requirement === requirement);
  if (found === undefined) throw new Error(requirement);
  return found;
};
const groups = (...names: string[]) =>
  new Map([...bare.groups, ...names.map((name) => [name, ["v1"]] as const)]);
const runs = (name: string, over: Partial<WorkloadView> = {}): WorkloadView => ({
  kind: "deployment",
  namespace: `${name}-system`,
  name,
  images: [`registry.example.com/${name}:v1`],
  ready: 1,
  wanted: 1,
  ...over,
});

test("a bare cluster shows nothing, claims nothing, and warns of what the suite does there", () => {
  const findings = findingsOf(bare, checklist());
  expect(findings.map(({ requirement }) => requirement)).toEqual(
    checklist().requirements.map(({ id }) => id),
  );
  expect(findings.filter(({ verdict, evidence }) => verdict === "likely" || evidence !== "")).toEqual([]);
  expect(find("gang_scheduling").suite).toContain("up to 1,000 pods");
  expect(find("robust_controller").suite).toContain("fails here after 5 minutes");
  expect(find("secure_accelerator_access").suite).toContain("ENVIRONMENT ERROR");
});

describe("what is there changes its finding", () => {
  test("accelerators of a device plugin, and of DRA", () => {
    const nodes = seen([
      { name: "gpu1", isReady: true, isSchedulable: true, devices: { "nvidia.com/gpu": "8" }, labels: {} },
    ]);
    const plugin = find("secure_accelerator_access", { nodes });
    expect([plugin.verdict, plugin.suite, plugin.found[0]]).toEqual([
      "likely",
      undefined,
      "nvidia.com/gpu is allocatable on gpu1: 8",
    ]);
    const slice = {
      driver: "gpu.nvidia.com",
      node: "gpu1",
      devices: 8,
      partitions: 2,
      versions: ["580.65.6"],
    };
    const dra = {
      slices: seen([slice]),
      deviceClasses: seen([{ name: "gpu.nvidia.com", extendedResource: undefined }]),
    };
    expect(find("secure_accelerator_access", dra)).toMatchObject({ verdict: "likely" });
    expect(find("driver_runtime_management", dra).found).toContain(
      "gpu.nvidia.com reports the driver 580.65.6",
    );
    expect(find("gpu_sharing", dra).found).toEqual(["gpu.nvidia.com offers 2 partitions on gpu1"]);
    // a network is not an accelerator
    const net = { slices: seen([{ ...slice, driver: "dra.net" }]) };
    expect(find("secure_accelerator_access", net).verdict).toBe("not seen");
    expect(find("high_performance_networking", net).verdict).toBe("likely");
  });
  test("Gateway API alone is no implementation of it", () => {
    const served = { groups: groups("gateway.networking.k8s.io") };
    expect(find("ai_inference", served)).toMatchObject({ verdict: "not seen" });
    const gateway = { name: "g", controller: "example.com/g", isAccepted: false };
    expect(find("ai_inference", { ...served, gatewayClasses: seen([gateway]) }).verdict).toBe("not seen");
    const accepted = { ...served, gatewayClasses: seen([{ ...gateway, isAccepted: true }]) };
    expect(find("ai_inference", accepted)).toMatchObject({
      verdict: "likely",
      evidence:
        "On Kubernetes v1.37.2: gateway.networking.k8s.io is served: v1; GatewayClass g of example.com/g is accepted.",
    });
  });
  test("a gang scheduler has to run", () => {
    const installed = { groups: groups("kueue.x-k8s.io") };
    expect(find("gang_scheduling", installed)).toMatchObject({ verdict: "cannot tell" });
    expect(
      find("gang_scheduling", { ...installed, workloads: seen([runs("kueue", { ready: 0 })]) }).verdict,
    ).toBe("cannot tell");
    const running = find("gang_scheduling", { ...installed, workloads: seen([runs("kueue")]) });
    expect([running.verdict, running.suite]).toEqual(["likely", undefined]);
    expect(find("gang_scheduling", { groups: groups("jobset.x-k8s.io") }).verdict).toBe("not seen");
  });
  test("metrics for autoscaling have to be available", () => {
    const service = { name: "v1beta1.custom.metrics.k8s.io", isAvailable: false };
    expect(find("pod_autoscaling", { apiServices: seen([service]) }).verdict).toBe("not seen");
    expect(find("pod_autoscaling", { apiServices: seen([{ ...service, isAvailable: true }]) }).verdict).toBe(
      "likely",
    );
  });
  test("exporters, monitors and sandboxes", () => {
    expect(find("accelerator_metrics", { workloads: seen([runs("dcgm-exporter")]) }).verdict).toBe("likely");
    expect(find("ai_service_metrics", { workloads: seen([runs("prometheus-operator")]) }).verdict).toBe(
      "likely",
    );
    expect(find("ai_service_metrics", { workloads: seen([runs("prometheus-adapter")]) }).verdict).toBe(
      "not seen",
    );
    const classes = (handler: string) => ({ runtimeClasses: seen([{ name: "x", handler }]) });
    expect(find("workload_sandboxing", classes("runsc")).verdict).toBe("likely");
    expect(find("workload_sandboxing", classes("runc")).found).toEqual(["no RuntimeClass of a sandbox: x"]);
  });
  test("an operator needs its controller, and its webhooks an endpoint", () => {
    const kuberay = {
      groups: groups("ray.io"),
      crds: seen(["rayclusters.ray.io"]),
      workloads: seen([runs("kuberay", { namespace: "ray" })]),
      webhooks: seen([{ object: "validatingwebhookconfiguration/ray", service: "ray/hook" }]),
    };
    expect(find("robust_controller", kuberay)).toMatchObject({ verdict: "cannot tell" });
    expect(find("robust_controller", kuberay).found).toContain(
      "no ready service for validatingwebhookconfiguration/ray",
    );
    expect(find("robust_controller", { ...kuberay, services: seen(new Set(["ray/hook"])) }).verdict).toBe(
      "likely",
    );
    expect(find("robust_controller", { ...kuberay, workloads: seen([]) }).verdict).toBe("cannot tell");
  });
});

test("what could not be read is not taken for absent", () => {
  const workloads = { kind: "unseen", why: "forbidden" } as const;
  expect(find("accelerator_metrics", { workloads })).toMatchObject({
    verdict: "cannot tell",
    found: ["workloads cannot be read: forbidden"],
  });
});
