import { expect, test } from "bun:test";
import type { IncomingMessage, ServerResponse } from "node:http";
import { openCluster } from "../../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { type LogChunk, readLog } from "../../../src/run/follow/log-source.ts";
import { json, scriptedServer, status } from "../../kube/scripted-server.ts";

const text = "Running Suite: Kubernetes e2e suite\nRan 1 of 7355 Specs in 5.2 seconds\n";
const io = {
  now: Date.now,
  monotonic: realMonotonic,
  sleep: (ms: number, signal?: AbortSignal) => realSleep(Math.min(ms, 5), signal),
};

/** The chunks of a log whose suite has ended, where exec is answered like this and the log's endpoint as it should be. */
async function chunks(
  exec: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<readonly LogChunk[]> {
  await using server = await scriptedServer((request, response) => {
    if (request.url?.includes("/exec")) exec(request, response);
    else if (request.url?.includes("/log")) {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.end(text);
    } else json(status(404, "NotFound", "not here"), 404)(request, response);
  });
  const connection = { ...server.connection, requestTimeout: 200 };
  const finished = AbortSignal.abort();
  const { signal } = new AbortController();
  const seen: LogChunk[] = [];
  for await (const chunk of readLog(openCluster(connection, "test", io), {
    namespace: "conformance",
    offset: 0,
    finished,
    signal,
    io,
  }))
    seen.push(chunk);
  return seen;
}

const page = (code: number) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(code, { "Content-Type": "text/html" });
  response.end("<html>Service Unavailable</html>");
};

test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
  ["a policy webhook that sets no code", json(status(400, "BadRequest", "denied the request"), 400)],
  ["RBAC", json(status(403, "Forbidden", "cannot create pods/exec"), 403)],
  ["an admission policy", json(status(422, "Invalid", "not like this"), 422)],
  ["a balancer that knows no upgrades", page(426)],
  ["a balancer that does not know the path", page(404)],
  ["a balancer's page", page(503)],
  ["a page with 200", page(200)],
  ["a balancer that never answers an upgrade", () => undefined],
])("exec that is refused by %s: the log comes through its endpoint, each byte once", async (_, exec) => {
  const seen = await chunks(exec);
  expect(seen.filter(({ kind }) => kind === "way")).toMatchObject([{ way: "api" }]);
  const bytes = seen.flatMap((chunk) => (chunk.kind === "bytes" ? [chunk.bytes] : []));
  expect(Buffer.concat(bytes).toString()).toBe(text);
});
