import { expect, test } from "bun:test";
import { readView } from "../../../src/ai/preflight/read-view.ts";
import { valueOr } from "../../../src/ai/preflight/view.ts";
import { openCluster } from "../../../src/kube/cluster.ts";
import { json, status } from "../../kube/scripted-server.ts";
import { checksIo, healthyCluster } from "../../preflight/fake-cluster.ts";

const list = (...items: object[]) => ({ kind: "ThingList", items });
const named = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest });
const accepted = { status: { conditions: [{ type: "Accepted", status: "True" }] } };

const served = {
  "/apis": {
    kind: "APIGroupList",
    groups: [
      {
        name: "resource.k8s.io",
        preferredVersion: { version: "v1" },
        versions: [{ version: "v1" }, { version: "v1beta1" }],
      },
      { name: "gateway.networking.k8s.io", preferredVersion: { version: "v1" } },
    ],
  },
  "/apis/resource.k8s.io/v1/deviceclasses": list(
    named("gpu.nvidia.com", { spec: { extendedResourceName: "nvidia.com/gpu" } }),
  ),
  "/apis/resource.k8s.io/v1/resourceslices": list(
    named("s", {
      spec: {
        driver: "gpu.nvidia.com",
        nodeName: "node1",
        devices: [
          { name: "a", attributes: { driverVersion: { version: "580.65.6" } } },
          { name: "b", consumesCounters: [{}] },
          { name: "old", basic: { attributes: { "gpu.nvidia.com/driverVersion": { string: "x" } } } },
        ],
      },
    }),
  ),
  "/apis/gateway.networking.k8s.io/v1/gatewayclasses": list(
    named("g", { spec: { controllerName: "example.com/g" }, ...accepted }),
  ),
  "/apis/apps/v1/daemonsets": list({
    metadata: { name: "d", namespace: "n" },
    spec: { template: { spec: { containers: [{ image: "registry.example.com/d:v1" }] } } },
    status: { numberReady: 1, desiredNumberScheduled: 2 },
  }),
  "/apis/discovery.k8s.io/v1/endpointslices": list(
    {
      metadata: { namespace: "n", labels: { "kubernetes.io/service-name": "hook" } },
      endpoints: [{ conditions: { ready: true } }],
    },
    {
      metadata: { namespace: "n", labels: { "kubernetes.io/service-name": "dead" } },
      endpoints: [{ conditions: { ready: false } }],
    },
  ),
  "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": list(
    named("v", {
      webhooks: [
        { clientConfig: { service: { namespace: "n", name: "hook" } } },
        { clientConfig: { url: "x" } },
      ],
    }),
  ),
};

test("the view has what the server shows; a user who may not read something sees the rest", async () => {
  await using server = await healthyCluster({
    ...served,
    "/apis/node.k8s.io/v1/runtimeclasses": json(status(403, "Forbidden", "you cannot list them"), 403),
    // something strange is no reason to fail
    "/apis/apps/v1/statefulsets": list({ spec: "?", metadata: 5 }),
  });
  const io = checksIo();
  const cluster = openCluster(server.connection, "test", io, { patience: 100 });
  const view = await readView(cluster, io, 5000);
  expect(view.groups.get("resource.k8s.io")).toEqual(["v1", "v1beta1"]);
  expect(valueOr(view.deviceClasses, [])).toEqual([
    { name: "gpu.nvidia.com", extendedResource: "nvidia.com/gpu" },
  ]);
  expect(valueOr(view.slices, [])).toEqual([
    { driver: "gpu.nvidia.com", node: "node1", devices: 3, partitions: 1, versions: ["580.65.6", "x"] },
  ]);
  expect(valueOr(view.gatewayClasses, [])).toEqual([
    { name: "g", controller: "example.com/g", isAccepted: true },
  ]);
  expect(valueOr(view.workloads, []).find(({ name }) => name === "d")).toEqual({
    kind: "daemonset",
    namespace: "n",
    name: "d",
    images: ["registry.example.com/d:v1"],
    ready: 1,
    wanted: 2,
  });
  expect([...valueOr(view.services, new Set())]).toEqual(["n/hook"]);
  expect(valueOr(view.webhooks, []).map(({ service }) => service)).toEqual(["n/hook", undefined]);
  expect(view.runtimeClasses).toMatchObject({ kind: "unseen" });
  expect(server.requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
});
