import { createHash, randomBytes } from "node:crypto";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { messageOf } from "../errors.ts";
import { readHead } from "../net/bytes.ts";
import type { Connection } from "./connection.ts";
import { codeIn } from "./connection-words.ts";
import { ApiError, apiErrorFrom, ConnectionError, ExecRefused, excerptOf, statusIn } from "./errors.ts";
import { traceCall } from "./trace.ts";
import { keepAliveProbe, prepare, type Query } from "./transport.ts";

/** A connection that has become a WebSocket. */
export interface Upgraded {
  readonly socket: Duplex;
  /** Bytes of it that came together with the answer. */
  readonly head: Buffer;
}

// milliseconds, unless --request-timeout is shorter: as long as a person waits, and longer than an API server takes to reach a node
const answerBound = 15_000;
const pageBytes = 64 * 1024;

/**
 * Requests a WebSocket that speaks one of the protocols.
 * @throws ExecRefused, ApiError, ConnectionError, as described at the class ExecRefused; the signal's reason
 */
export async function upgrade(
  connection: Connection,
  path: string,
  query: Query,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<Upgraded> {
  signal.throwIfAborted();
  const { url, options, credential } = await prepare(connection, { path, query, signal });
  // getting a credential may have taken a while
  signal.throwIfAborted();
  const key = randomBytes(16).toString("base64");
  const headers = {
    ...options.headers,
    ...connection.headers,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Protocol": protocols.join(", "),
  };
  const unreachable = (error: unknown) => new ConnectionError(connection.server, error, connection.proxy);
  const answered = Promise.withResolvers<Upgraded>();
  let request: ClientRequest;
  try {
    request = (url.protocol === "http:" ? http : https).request(url, { ...options, method: "GET", headers });
  } catch (error) {
    throw unreachable(error);
  }
  let isConnected = false;
  let isOver = false;
  const bound = Math.min(connection.requestTimeout || answerBound, answerBound);
  const late = () => answered.reject(isConnected ? unanswered(bound) : unreachable(notConnected(bound)));
  const timer = setTimeout(late, bound);
  const hangUp = () => answered.reject(signal.reason);
  signal.addEventListener("abort", hangUp, { once: true });
  request.on("socket", (socket) => {
    socket.setKeepAlive(true, keepAliveProbe);
    const connected = () => {
      isConnected = true;
    };
    if (socket.connecting === false) connected();
    else socket.once("connect", connected);
  });
  // even if nobody waits for it any longer
  request.on("error", (error) =>
    answered.reject(isBabble(error) ? babble(error) : unreachable(named(error))),
  );
  request.on("response", (response) => {
    refusal(response).then(answered.reject, (error: unknown) => answered.reject(unreachable(error)));
  });
  request.on("upgrade", (response, socket, head) => {
    socket.on("error", () => undefined);
    const wrong = notOurs(response, key, protocols);
    if (wrong === undefined && !isOver) return answered.resolve({ socket, head });
    socket.destroy();
    answered.reject(new ExecRefused(response.statusCode, wrong ?? "too late"));
  });
  request.end();
  const started = performance.now();
  const say = (outcome: string) => {
    if (connection.trace !== undefined) traceCall(connection.trace, { method: "GET", url }, outcome, started);
  };
  try {
    const upgraded = await answered.promise;
    say("101 Switching Protocols");
    // both may have come at the same moment
    if (signal.aborted) upgraded.socket.destroy();
    signal.throwIfAborted();
    return upgraded;
  } catch (error) {
    request.destroy();
    say(`failed: ${messageOf(error)}`);
    signal.throwIfAborted();
    const isUnauthorized = error instanceof ApiError && error.status === 401;
    if (isUnauthorized && credential !== undefined) connection.credentials?.refused(credential);
    throw error;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", hangUp);
  }
}

/** The meaning of an answer that is not an upgrade. */
async function refusal(response: IncomingMessage): Promise<ApiError | ExecRefused> {
  const status = response.statusCode ?? 0;
  const { bytes } = await readHead(response, pageBytes);
  const body = bytes.toString("utf8");
  const sent = statusIn(body);
  if (status === 401) return apiErrorFrom(status, body);
  if (sent !== undefined && (status === 429 || status >= 500)) return new ApiError(status, sent);
  const page = excerptOf(body);
  return new ExecRefused(
    status,
    sent?.message ?? (page === "" ? "the answer has no body" : page),
    sent?.reason,
  );
}

/** Why an answer of 101 does not match this request (RFC 6455, 4.1); undefined if it does. */
function notOurs(
  { headers }: IncomingMessage,
  key: string,
  protocols: readonly string[],
): string | undefined {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  if (headers.upgrade?.toLowerCase() !== "websocket" || headers["sec-websocket-accept"] !== accept) {
    return "the answer to the upgrade is not a WebSocket handshake";
  }
  if (headers["sec-websocket-extensions"] !== undefined) return "the server requires a WebSocket extension";
  const protocol = headers["sec-websocket-protocol"] ?? "";
  if (protocols.includes(protocol)) return undefined;
  return protocol === ""
    ? "the server supports none of the exec protocols"
    : `the server speaks the protocol ${excerptOf(protocol)}`;
}

function unanswered(bound: number): ExecRefused {
  return new ExecRefused(undefined, `no answer to the upgrade within ${bound / 1000}s`);
}

function notConnected(bound: number): Error {
  return Object.assign(new Error(`no connection within ${bound / 1000}s`), { code: "ETIMEDOUT" });
}

/** Whether the answer came from something that does not speak HTTP. */
function isBabble(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && error.code.startsWith("HPE_");
}

function babble(error: Error): ExecRefused {
  return new ExecRefused(undefined, `the answer to the upgrade is not HTTP: ${excerptOf(error.message)}`);
}

/** An error without a system code comes from a connection that was cut. */
function named(error: Error): Error {
  if ("code" in error && typeof error.code === "string") return error;
  return Object.assign(error, { code: codeIn(error.message) ?? "ECONNRESET" });
}
