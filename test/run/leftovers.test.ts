import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ApiError } from "../../src/kube/errors.ts";
import { suiteLeftovers } from "../../src/run/leftovers.ts";
import { fakeCluster } from "./cleanup/fake-cluster.ts";
import { crds, names, since } from "./cleanup/sample.ts";

const until = new Date(since.getTime() + 3_600_000);
const during = new Date(since.getTime() + 60_000);

/** A node that the suite's program has written to, with what it left and what others did. */
const node = (over: Partial<V1Node> = {}): V1Node => ({
  metadata: {
    name: "node-1",
    labels: { "kubernetes.io/e2e-4711": "42", node: "node-1", "example.com/disk": "ssd" },
    managedFields: [{ manager: "e2e.test", time: during }],
  },
  spec: {
    taints: [
      { key: "kubernetes.io/e2e-evict-taint-key", effect: "NoExecute" },
      { key: "example.com/gpu", effect: "NoSchedule" },
    ],
  },
  status: { capacity: { cpu: "4", "example.com/fakecpu": "1000" } },
  ...over,
});

/** What is found on this node, and the patches that removing it sends; the node is then seen as `later`. */
async function on(found: V1Node, later: V1Node = found, refused?: number) {
  await using fake = await fakeCluster({});
  const patches: { readonly of: string; readonly body: unknown }[] = [];
  const patch =
    (of: string) =>
    async ({ body }: { body: unknown }) => {
      patches.push({ of, body });
      if (refused !== undefined) throw new ApiError(refused, { reason: "Conflict", message: "changed" });
    };
  let look = 0;
  const core = {
    listNode: async () => ({ items: look++ === 0 ? [found] : [later] }),
    patchNode: patch("node"),
    patchNodeStatus: patch("status"),
  };
  const cluster = { ...fake.cluster, core } as unknown as Cluster;
  const items = await suiteLeftovers(cluster, { since, until });
  const looks = await Promise.all(items.map((item) => item.remove()));
  return { found: items.map(({ what }) => what), looks, patches };
}

describe("on a node", () => {
  test("the suite's own labels, taints and resources go, and nobody else's", async () => {
    const { found, looks, patches } = await on(node());
    expect(found).toEqual([
      "label kubernetes.io/e2e-4711 of node node-1",
      "label node of node node-1",
      "taint kubernetes.io/e2e-evict-taint-key of node node-1",
      "extended resource example.com/fakecpu of node node-1",
    ]);
    expect(looks).toEqual(["removed", "removed", "removed", "removed"]);
    expect(patches).toEqual([
      { of: "node", body: [{ op: "remove", path: "/metadata/labels/kubernetes.io~1e2e-4711" }] },
      { of: "node", body: [{ op: "remove", path: "/metadata/labels/node" }] },
      {
        of: "node",
        body: [
          { op: "test", path: "/spec/taints", value: node().spec?.taints },
          { op: "replace", path: "/spec/taints", value: [{ key: "example.com/gpu", effect: "NoSchedule" }] },
        ],
      },
      { of: "status", body: [{ op: "remove", path: "/status/capacity/example.com~1fakecpu" }] },
    ]);
  });

  test("what somebody else has removed in the meantime is absent, and not patched", async () => {
    const bare: V1Node = { metadata: { name: "node-1" } };
    const { looks, patches } = await on(node(), bare);
    expect(new Set(looks)).toEqual(new Set(["absent"]));
    expect(patches).toEqual([]);
  });

  test("a patch that meets another's is tried again by whoever waits", async () => {
    const { looks } = await on(node(), node(), 422);
    expect(looks[0]).toEqual({ why: "other clients keep changing the node" });
  });

  test.each<[string, Date]>([
    ["before the run", new Date(since.getTime() - 1000)],
    ["after its end", new Date(until.getTime() + 61_000)],
  ])("that the suite's program wrote to %s nothing is the run's", async (_, time) => {
    const managedFields = [{ manager: "e2e.test", time }];
    const old = node();
    expect((await on({ ...old, metadata: { ...old.metadata, managedFields } })).found).toEqual([]);
  });

  test("that another program wrote to nothing is the run's, whatever it is called", async () => {
    const managedFields = [{ manager: "kubectl", time: during }];
    const theirs = node();
    expect((await on({ ...theirs, metadata: { ...theirs.metadata, managedFields } })).found).toEqual([]);
  });
});

describe("an object outside of namespaces", () => {
  const object = (name: string, over: object = {}) => ({
    metadata: {
      name,
      uid: name,
      creationTimestamp: during.toISOString(),
      managedFields: [{ manager: "e2e.test" }],
      ...over,
    },
  });

  test("is the run's where the suite's program made it while it ran, and it is not going already", async () => {
    const shelf = {
      [crds]: [
        object("foos.example.com"),
        object("others.example.com", { managedFields: [{ manager: "helm" }] }),
        object("unsigned.example.com", { managedFields: undefined }),
        object("old.example.com", { creationTimestamp: "2026-11-20T22:14:59Z" }),
        object("going.example.com", { deletionTimestamp: during.toISOString() }),
        object("timeless.example.com", { creationTimestamp: "soon" }),
      ],
      "/api/v1/nodes": [object("e2e-fake-node-1"), object("node-9")],
    };
    await using fake = await fakeCluster(shelf);
    const items = await suiteLeftovers(fake.cluster, { since, until });
    expect(items.map(({ what }) => what)).toEqual([
      "customresourcedefinition foos.example.com",
      "node e2e-fake-node-1",
    ]);
    for (const item of items) await item.remove();
    expect(names(shelf, crds)).not.toContain("foos.example.com");
    expect(fake.deletions()).toHaveLength(2);
  });
});
