import { expect, test } from "bun:test";
import { realSleep } from "../../src/io.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { cleanUp } from "../../src/run/cleanup.ts";
import { type Answer, json, scriptedServer, status } from "../kube/scripted-server.ts";

const leftover = { metadata: { name: "pods-1234", labels: { "e2e-run": "uuid" } } };
const message = 'namespaces "pods-1234" is forbidden: User "ci" cannot delete resource "namespaces"';

/** A cluster in which this run's suite left a namespace that the user may see, and not delete. */
const answer: Answer = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://server");
  const isSuites = pathname === "/api/v1/namespaces" && searchParams.get("labelSelector") === "e2e-run";
  if (request.method === "DELETE" && pathname.endsWith("/pods-1234"))
    json(status(403, "Forbidden", message), 403)(request, response);
  else if (request.method === "GET" && isSuites)
    json({ kind: "NamespaceList", metadata: { resourceVersion: "1" }, items: [leftover] })(request, response);
  else if (request.method === "GET" && !/\/namespaces\/[^/]+$/.test(pathname))
    json({ kind: "List", metadata: { resourceVersion: "1" }, items: [] })(request, response);
  else json(status(404, "NotFound", "not found"), 404)(request, response);
};

test("what may be seen and not deleted is told with the server's reason, and the rest is removed", async () => {
  await using server = await scriptedServer(answer);
  const io = { now: Date.now, sleep: realSleep };
  const { left, leftovers } = await cleanUp(
    openCluster(server.connection, "test", io),
    {
      made: { runId: "20261120-2215-k3x9", namespace: "conformance", foreignNamespace: false },
      uuids: ["uuid"],
      since: new Date(0),
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
