import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { Cluster } from "../cluster/cluster.ts";
import { every, fieldSelector, labelSelector } from "../cluster/selectors.ts";
import { ApiError, internal, methodNotAllowed, noSuchResource, unauthorized } from "../cluster/status.ts";
import type { Certificates } from "../tls/certificates.ts";
import { findRunning } from "./container.ts";
import { discovery } from "./discovery.ts";
import { exec, protocols } from "./exec.ts";
import { logs } from "./logs.ts";
import { openApi } from "./open-api.ts";
import { list, watch } from "./read.ts";
import { contentType, flag, readObject, readValue, type Target, target } from "./request.ts";
import { presentation } from "./table/present.ts";
import { create, gracePeriod, patch, remove, replace } from "./write.ts";

/** One request and what it asks for. */
interface Call {
  readonly cluster: Cluster;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The API of a cluster over TLS; clients without a certificate from its authority are refused. */
export function apiServer(cluster: Cluster, certificates: Certificates): Server {
  const { authority, server: own } = certificates;
  const server = createServer(
    { ca: authority, cert: own.cert, key: own.key, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      void answer(cluster, request, response);
    },
  );
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: chooseProtocol });
  cluster.clock.stopped.addEventListener("abort", () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  server.on("upgrade", (request, socket, head) => {
    try {
      authenticate(request);
      const { path, query } = locate(request);
      const place = findRunning(cluster, execTarget(path), query);
      sockets.handleUpgrade(request, socket, head, (opened) => {
        cluster.clock.background(exec(opened, place.running, query.getAll("command")));
      });
    } catch (error) {
      refuse(socket, asApiError(error));
    }
  });
  return server;
}

async function answer(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    authenticate(request);
    await route({ cluster, request, response, ...locate(request) });
  } catch (error) {
    const failure = asApiError(error);
    if (response.headersSent) response.destroy();
    else json(response, failure.code, failure.status);
  }
}

function authenticate(request: IncomingMessage): void {
  if (!(request.socket as TLSSocket).authorized) throw unauthorized();
}

function locate(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const url = new URL(request.url ?? "/", "https://sandbox");
  return { path: url.pathname, query: url.searchParams };
}

async function route(call: Call): Promise<void> {
  const { cluster, request, response, path } = call;
  const document = discovery(path, request.headers) ?? openApi(path);
  if (path === "/version") return json(response, 200, version(cluster.version));
  if (["/healthz", "/livez", "/readyz"].includes(path)) return text(response, 200, "ok");
  if (document !== undefined) return json(response, 200, document.body, document.type);
  if (!/^\/apis?\//.test(path)) return text(response, 404, "404 page not found\n");
  const named = target(path);
  if (named.subresource !== undefined) return subresource(call, named);
  if (named.name === undefined) return collection(call, named);
  return object(call, named);
}

async function collection(call: Call, named: Target): Promise<void> {
  const { cluster, request, response, query } = call;
  const show = presentation(named.resource, request.headers, query, cluster.clock.now);
  if (request.method === "POST") {
    const created = create(cluster, named, await readObject(request), query.has("dryRun"));
    return json(response, 201, show.one({ object: created }));
  }
  if (named.resource.question) throw methodNotAllowed();
  if (request.method === "GET" && flag(query, "watch")) return watch(cluster, named, query, show, response);
  if (request.method === "GET") return json(response, 200, list(cluster, named, query, show));
  if (request.method !== "DELETE") throw methodNotAllowed();
  const seconds = gracePeriod(query, await readObject(request));
  const chosen = every([
    labelSelector(query.get("labelSelector") ?? ""),
    fieldSelector(query.get("fieldSelector") ?? ""),
  ]);
  const items = cluster.store.list(named.resource, named.namespace).filter((stored) => chosen(stored.object));
  for (const { object: each } of items) {
    const { name, namespace } = each.metadata;
    remove(cluster, { ...named, name, ...(namespace !== undefined && { namespace }) }, seconds);
  }
  json(response, 200, show.list(items, { resourceVersion: String(cluster.store.version) }));
}

async function object(call: Call, named: Target): Promise<void> {
  const { cluster, request, response, query } = call;
  const { resource, namespace, name = "" } = named;
  const show = presentation(resource, request.headers, query, cluster.clock.now);
  if (request.method === "GET" && flag(query, "watch")) return watch(cluster, named, query, show, response);
  if (request.method === "GET")
    return json(response, 200, show.one(cluster.store.need(resource, namespace, name)));
  if (request.method === "PUT") {
    return json(response, 200, show.one({ object: replace(cluster, named, await readObject(request)) }));
  }
  if (request.method === "PATCH") {
    const patched = patch(cluster, named, contentType(request), await readValue(request));
    return json(response, 200, show.one({ object: patched }));
  }
  if (request.method !== "DELETE") throw methodNotAllowed();
  json(response, 200, remove(cluster, named, gracePeriod(query, await readObject(request))));
}

async function subresource({ cluster, request, response, query }: Call, named: Target): Promise<void> {
  const known = named.resource.subresources?.find(({ name }) => name === named.subresource);
  if (known === undefined) throw noSuchResource();
  if (known.name === "log" && request.method === "GET") return logs(cluster, named, query, response);
  if (known.name !== "exec") throw methodNotAllowed();
  findRunning(cluster, named, query);
  throw new ApiError(400, "BadRequest", "unable to upgrade: the sandbox runs programs over WebSocket only");
}

/** What an upgrade can ask for. */
function execTarget(path: string): Target {
  const named = target(path);
  if (named.subresource !== "exec") throw noSuchResource();
  return named;
}

function chooseProtocol(offered: Set<string>): string | false {
  return protocols.find((protocol) => offered.has(protocol)) ?? false;
}

function version(gitVersion: string): unknown {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "",
    goVersion: "",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : internal(error instanceof Error ? error.message : String(error));
}

function json(response: ServerResponse, code: number, body: unknown, type = "application/json"): void {
  text(response, code, `${JSON.stringify(body)}\n`, type);
}

function text(
  response: ServerResponse,
  code: number,
  body: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(code, { "content-type": type, "cache-control": "no-cache, private" });
  response.end(body);
}

/** Answers an upgrade that fails like an ordinary request. */
function refuse(socket: Duplex, error: ApiError): void {
  const body = `${JSON.stringify(error.status)}\n`;
  const head = [
    `HTTP/1.1 ${error.code} ${error.reason}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
