import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { conformance, kubectl, newFolder } from "./tools.ts";

// definitions alone, from the Go module proxy: nothing of these projects runs here
const gatewayApi = module("sigs.k8s.io/gateway-api@v1.4.1", "config/crd/standard");
const kueue = module("sigs.k8s.io/kueue@v0.17.0", "config/components/crd/bases");

const gateways = ["gatewayclasses", "gateways", "httproutes"].map((name) =>
  path.join(gatewayApi, `gateway.networking.k8s.io_${name}.yaml`),
);
const queues = ["clusterqueues", "localqueues", "workloads", "resourceflavors"].map((name) =>
  path.join(kueue, `kueue.x-k8s.io_${name}.yaml`),
);

const gatewayClass = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "GatewayClass",
  metadata: { name: "made-by-hand" },
  spec: { controllerName: "example.com/made-by-hand" },
};
const runtimeClass = {
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  metadata: { name: "gvisor" },
  handler: "runsc",
};
const deviceClass = {
  apiVersion: "resource.k8s.io/v1",
  kind: "DeviceClass",
  metadata: { name: "gpu.nvidia.com" },
  spec: { selectors: [{ cel: { expression: "device.driver == 'gpu.nvidia.com'" } }] },
};
const slice = {
  apiVersion: "resource.k8s.io/v1",
  kind: "ResourceSlice",
  metadata: { name: "made-by-hand" },
  spec: {
    driver: "gpu.nvidia.com",
    nodeName: kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"),
    pool: { name: "made-by-hand", generation: 1, resourceSliceCount: 1 },
    devices: ["gpu-0", "gpu-1"].map((name) => ({
      name,
      attributes: { driverVersion: { version: "580.65.6" } },
    })),
  },
};

interface Finding {
  readonly requirement: string;
  readonly verdict: string;
  readonly found: readonly string[];
  readonly suite?: string;
}

const folder = newFolder();

function module(name: string, below: string): string {
  const { stdout, stderr } = spawnSync("go", ["mod", "download", "-json", name], {
    encoding: "utf8",
    cwd: "/",
  });
  const { Dir: dir = "" }: { Dir?: string } = JSON.parse(stdout || "{}");
  if (dir === "") throw new Error(`go mod download ${name}: ${stdout}${stderr}`);
  return path.join(dir, below);
}

/** What `ai preflight` says of the requirements that are asked for. */
async function findings(): Promise<ReadonlyMap<string, Finding>> {
  const { code, stdout, stderr } = await conformance("ai", "preflight", "-o", "json").ended;
  expect(`${code} ${stderr}`).toStartWith("0 ");
  const { findings: all }: { findings: readonly Finding[] } = JSON.parse(stdout);
  return new Map(all.map((finding) => [finding.requirement, finding]));
}

function create(object: { readonly kind: string }): void {
  const file = path.join(folder, `${object.kind}.yaml`);
  writeFileSync(file, stringify(object));
  kubectl("create", "-f", file);
}

const files = (paths: readonly string[]) => paths.flatMap((file) => ["-f", file]);

function remove(): void {
  kubectl(
    "delete",
    "--ignore-not-found",
    "runtimeclass/gvisor",
    "deviceclass/gpu.nvidia.com",
    "resourceslice/made-by-hand",
  );
  kubectl("delete", "--ignore-not-found", ...files([...gateways, ...queues]));
}

beforeAll(remove);
afterAll(remove);

test("each finding of ai preflight follows what is in the cluster", async () => {
  const bare = await findings();
  expect(bare.get("ai_inference")).toMatchObject({
    verdict: "not seen",
    found: [expect.stringContaining("Gateway API is not installed")],
  });
  for (const name of ["gang_scheduling", "workload_sandboxing", "secure_accelerator_access"])
    expect(bare.get(name)?.verdict).toBe("not seen");
  expect(bare.get("gang_scheduling")?.suite).toContain("1,000 pods");

  // definitions without a controller
  kubectl("create", ...files([...gateways, ...queues]));
  kubectl("wait", "--for=condition=Established", "--timeout=60s", ...files([...gateways, ...queues]));
  const installed = await findings();
  expect(installed.get("ai_inference")?.verdict).toBe("not seen");
  expect(installed.get("ai_inference")?.found).toContain("no GatewayClass: no implementation is installed");
  expect(installed.get("gang_scheduling")).toMatchObject({
    verdict: "cannot tell",
    found: expect.arrayContaining([
      expect.stringContaining("Kueue is installed"),
      "it has no controller that is ready",
    ]),
    suite: expect.stringContaining("1,000 pods"),
  });

  // a class that nobody accepts, and one that is accepted: by hand
  create(gatewayClass);
  expect((await findings()).get("ai_inference")?.found).toContain(
    "no implementation accepts its GatewayClass",
  );
  const accepted = {
    type: "Accepted",
    status: "True",
    reason: "Accepted",
    message: "by hand",
    lastTransitionTime: new Date().toISOString(),
  };
  kubectl(
    "patch",
    "gatewayclass/made-by-hand",
    "--subresource=status",
    "--type=merge",
    "-p",
    JSON.stringify({ status: { conditions: [accepted] } }),
  );
  create(runtimeClass);
  create(deviceClass);
  const classes = await findings();
  expect(classes.get("ai_inference")).toMatchObject({
    verdict: "likely",
    found: expect.arrayContaining(["GatewayClass made-by-hand of example.com/made-by-hand is accepted"]),
  });
  expect(classes.get("workload_sandboxing")).toMatchObject({
    verdict: "likely",
    found: ["RuntimeClass gvisor with the handler runsc"],
  });
  expect(classes.get("secure_accelerator_access")).toMatchObject({
    verdict: "not seen",
    found: expect.arrayContaining(["DeviceClasses: gpu.nvidia.com", "no ResourceSlice"]),
    suite: expect.stringContaining("ENVIRONMENT ERROR"),
  });

  create(slice);
  const devices = await findings();
  const secure = devices.get("secure_accelerator_access");
  expect(secure?.verdict).toBe("likely");
  expect(secure?.found).toContain("ResourceSlices of gpu.nvidia.com: 2 devices on 1 node");
  expect(secure?.suite).toBeUndefined();
  expect(devices.get("driver_runtime_management")?.found.join("\n")).toContain("580.65.6");

  remove();
  const changed = [...(await findings()).values()].filter(
    (finding) => finding.verdict !== bare.get(finding.requirement)?.verdict,
  );
  expect(changed).toEqual([]);
}, 300_000);
