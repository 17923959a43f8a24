import { afterEach, expect, test } from "bun:test";
import { openCluster } from "../../src/kube/cluster.ts";
import { ConnectionError } from "../../src/kube/errors.ts";
import { execObstacle } from "../../src/kube/exec-reach.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { connectionTo, json, type ScriptedServer, scriptedServer, status } from "./scripted-server.ts";

const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
const { signal } = new AbortController();
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

test("a server that looks for the pod and does not find it has let the WebSocket through", async () => {
  server = await scriptedServer(
    json(status(404, "NotFound", 'pods "kubectl-conformance-preflight" not found'), 404),
  );
  expect(await execObstacle(openCluster(server.connection, "test", io), "default", signal)).toBeUndefined();
});

test.each<[string, number, object]>([
  ["a webhook that sets no code", 400, status(400, "BadRequest", "admission webhook denied the request")],
  ["a policy", 422, status(422, "Invalid", "exec is not allowed here")],
  ["a balancer's own 404", 404, { page: "not found" }],
  ["a proxy without upgrades", 426, {}],
  ["a page", 200, { hello: "world" }],
])("%s is the obstacle, in its own words", async (_, code, body) => {
  server = await scriptedServer(json(body, code));
  const obstacle = await execObstacle(openCluster(server.connection, "test", io), "default", signal);
  expect(obstacle).toContain(String(code));
});

test("a server that is away is not an obstacle but an error", async () => {
  const away = openCluster(connectionTo("http://127.0.0.1:1"), "test", io);
  await expect(execObstacle(away, "default", signal)).rejects.toBeInstanceOf(ConnectionError);
});
