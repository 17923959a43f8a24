import { expect, test } from "bun:test";
import { openCluster } from "../../src/kube/cluster.ts";
import { discovery } from "../../src/kube/discovery.ts";
import { AnswerError } from "../../src/kube/errors.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { json, scriptedServer } from "./scripted-server.ts";

const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
const answers: Readonly<Record<string, object>> = {
  "/apis": { kind: "APIGroupList", groups: [{ name: "apps", versions: [{ groupVersion: "apps/v1" }] }] },
  "/apis/apps/v1": { kind: "APIResourceList", resources: [{ name: "deployments" }] },
  "/api/v1": { kind: "APIResourceList", resources: [{ name: "pods" }] },
};

test.each([
  ["/api/v1/pods", true],
  ["/api/v1/podz", false],
  ["/apis/apps/v1/deployments", true],
  ["/apis/apps/v1/daemonsets", false],
  ["/apis/apps/v2/deployments", false],
  ["/apis/storage.k8s.io/v1/csinodes", false],
])("%s: %p", async (path, served) => {
  await using server = await scriptedServer((request, response) =>
    json(answers[request.url ?? ""] ?? {})(request, response),
  );
  const isServed = discovery(openCluster(server.connection, "test", io));
  expect(await isServed(path)).toBe(served);
  const { length } = server.requests;
  expect(await isServed(path)).toBe(served);
  expect(server.requests).toHaveLength(length);
});

test("what is not discovery's answer says nothing", async () => {
  await using server = await scriptedServer(json({ ok: true }));
  const isServed = discovery(openCluster(server.connection, "test", io));
  await expect(isServed("/apis/apps/v1/deployments")).rejects.toBeInstanceOf(AnswerError);
});
