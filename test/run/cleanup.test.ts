import { expect, test } from "bun:test";
import { openCluster } from "../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { cleanUp, findLeftovers } from "../../src/run/cleanup.ts";
import { type Answer, json, scriptedServer, status } from "../kube/scripted-server.ts";

const id = "20261120-2215-k3x9";
const leftover = { metadata: { name: "pods-1234", labels: { "e2e-run": "uuid" } } };
const suite = { metadata: { name: "suite", uid: "1", labels: { "kubectl-conformance/run": id } } };
const message = 'namespaces "pods-1234" is forbidden: User "ci" cannot delete resource "namespaces"';

/** A cluster in which this run's suite left a namespace that the user may see, and not delete; the pod there is the run's own. */
const answer: Answer = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://server");
  const isSuites = pathname === "/api/v1/namespaces" && searchParams.get("labelSelector") === "e2e-run";
  const isOwnPod = pathname.endsWith("/conformance/pods") && searchParams.get("labelSelector")?.endsWith(id);
  if (request.method === "GET" && isOwnPod)
    json({ kind: "PodList", metadata: {}, items: [suite] })(request, response);
  else if (request.method === "DELETE" && pathname.endsWith("/pods-1234"))
    json(status(403, "Forbidden", message), 403)(request, response);
  else if (request.method === "GET" && isSuites)
    json({ kind: "NamespaceList", metadata: { resourceVersion: "1" }, items: [leftover] })(request, response);
  else if (request.method === "GET" && !/\/namespaces\/[^/]+$/.test(pathname))
    json({ kind: "List", metadata: { resourceVersion: "1" }, items: [] })(request, response);
  else json(status(404, "NotFound", "not found"), 404)(request, response);
};

test("what may be seen and not deleted is told with the server's reason, and the rest is removed", async () => {
  await using server = await scriptedServer(answer);
  const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
  const { left, leftovers } = await cleanUp(
    openCluster(server.connection, "test", io),
    {
      made: { runId: id, namespace: "conformance", foreignNamespace: false },
      uuids: ["uuid"],
      span: { since: new Date(0) },
      suiteEnded: true,
    },
    10_000,
    io,
  );
  expect(leftovers).toEqual([]);
  expect(left).toEqual([expect.stringMatching(/^namespace pods-1234: .*forbidden/)]);
  expect(server.requests).toContain("DELETE /api/v1/namespaces/conformance/pods/suite");
  // the mark by which the unfinished cleanup is found again
  expect(server.requests.filter((request) => request.startsWith("DELETE /apis/rbac"))).toEqual([]);
});

test("in a namespace of somebody's own, the pod of another run stays", async () => {
  await using server = await scriptedServer(answer);
  const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
  const made = { runId: "20261120-2300-xxxx", namespace: "conformance", foreignNamespace: true };
  const removal = { made, uuids: [], span: { since: new Date(0) }, suiteEnded: true };
  await cleanUp(openCluster(server.connection, "test", io), removal, 10_000, io);
  expect(server.requests.filter((request) => /^DELETE .*\/pods\//.test(request))).toEqual([]);
});

test("what an operator's tests made after the suite had ended is not the suite's", async () => {
  const managedFields = [{ manager: "e2e.test" }];
  const at = (name: string, creationTimestamp: string) => ({
    metadata: { name, creationTimestamp, managedFields },
  });
  const made = [
    at("foos.example.com", "2026-11-20T23:00:00Z"),
    at("databases.acme.io", "2026-11-24T10:00:00Z"),
  ];
  await using server = await scriptedServer((request, response) => {
    const items = request.url?.endsWith("/customresourcedefinitions") === true ? made : [];
    json({ kind: "List", metadata: { resourceVersion: "1" }, items })(request, response);
  });
  const cluster = openCluster(server.connection, "test", {
    
    monotonic: realMonotonic,
    sleep: realSleep,
  });
  const span = { since: new Date("2026-11-20T22:15:00Z"), until: new Date("2026-11-20T23:30:00Z") };
  const { items } = await findLeftovers(cluster, { uuids: [], span });
  expect(items.map(({ what }) => what)).toEqual(["customresourcedefinition foos.example.com"]);
});
