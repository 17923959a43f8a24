import http, { type IncomingHttpHeaders } from "node:http";
import https, { type RequestOptions } from "node:https";
import { Readable } from "node:stream";
import { messageOf } from "../errors.ts";
import { readBytes, readHead, TooLarge } from "../net/bytes.ts";
import { unzipped } from "../net/unzipped.ts";
import { complete } from "./agent.ts";
import type { Connection } from "./connection.ts";
import type { Credential } from "./credentials/source.ts";
import { AnswerError, ConnectionError, credentialError, excerptOf, notOfApi } from "./errors.ts";
import { parseJson } from "./json.ts";
import { pageWords } from "./page.ts";
import { traceBody, traceCall, traceHeaders } from "./trace.ts";

export type Query = Readonly<Record<string, string | number | boolean | undefined | readonly string[]>>;

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** The path below the server's address: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** A stream has no expected end: `--request-timeout` does not apply to it, and its size has no limit. */
  readonly stream?: boolean;
  /** The answer comes from what the API server proxies, and may be a web page; elsewhere a page is something else in the server's place. */
  readonly isProxied?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Ends or fails with the connection; destroy it to hang up. */
  readonly body: Readable;
}

/**
 * Sends one call and returns whatever the server answers: complete and at most 128 MiB, except for a stream.
 * @throws ConnectionError if no answer came, AnswerError for a redirect, TooLarge beyond the limit; the signal's reason
 */
export type Transport = (call: Call) => Promise<Reply>;

// if no --request-timeout is given: longer than any single answer takes, shorter than a person's patience
const usualTimeout = 30_000;

// a silent connection is probed after this long, so that a silent break is noticed
export const keepAliveProbe = 15_000;

// the largest answer is a list without pages: five thousand nodes are about half of this
const answerBytes = 128 * 1024 * 1024;

// of an error page, a message needs only the beginning; a Status can be long if it lists many problems
const errorBytes = 1024 * 1024;

// of a page in place of an answer, only the title is needed
const pageBytes = 64 * 1024;

/**
 * HTTP to one API server, with the kubeconfig's certificates and credentials, over `node:https`: the only way to use a
 * client certificate on Bun, Deno and Node alike.
 */
export function createTransport(connection: Connection, userAgent: string): Transport {
  const keep = keepingAgents();
  return async (call) => {
    const { url, options, credential } = await prepare(connection, call);
    const headers = {
      Accept: "application/json",
      "User-Agent": userAgent,
      ...(connection.compression && call.stream !== true ? { "Accept-Encoding": "gzip" } : {}),
      ...options.headers,
      ...connection.headers,
      ...call.headers,
      ...(call.body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(call.body)) }),
    };
    const reply = await exchangeTraced(
      connection,
      url,
      { ...options, agent: keep(options), method: call.method, headers },
      call,
    );
    if (reply.status === 401 && credential !== undefined) connection.credentials?.refused(credential);
    if (reply.status >= 300 && reply.status < 400) {
      const to =
        reply.headers.location === undefined ? "" : ` to ${excerptOf(originOf(reply.headers.location))}`;
      throw new AnswerError(call.path, `is a redirect${to}, which no API server sends`, url.host);
    }
    if (
      reply.status < 300 &&
      call.isProxied !== true &&
      /^text\/html\b/i.test(reply.headers["content-type"] ?? "")
    ) {
      const { bytes } = await readHead(reply.body, pageBytes);
      const page = pageWords(bytes.toString("utf8")) ?? "a web page";
      throw new AnswerError(call.path, `is ${page}, ${notOfApi}`, url.host);
    }
    return reply;
  };
}

/** A request to an API server, except its headers: its URL, and its options with the current certificates and credentials. */
export async function prepare(
  connection: Connection,
  { path, query, signal }: Pick<Call, "path" | "query" | "signal">,
): Promise<{
  readonly url: URL;
  readonly options: RequestOptions;
  readonly credential: Credential | undefined;
}> {
  const options: RequestOptions = {};
  let credential: Credential | undefined;
  try {
    credential = await connection.credentials?.get(signal);
    await connection.kubeConfig.applyToHTTPSOptions(options);
    complete(options, connection, credential);
  } catch (error) {
    signal?.throwIfAborted();
    throw credentialError(connection.server, error);
  }
  const url = new URL(connection.server + path);
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) url.searchParams.append(key, String(one));
    }
  }
  return { url, options, credential };
}

/** Where a redirect leads, without a query, which may contain secrets, and for another server without a path. */
function originOf(location: string): string {
  if (URL.canParse(location)) return new URL(location).origin;
  return location.startsWith("/") ? location.replace(/[?#].*/s, "") : "another path";
}

/**
 * Agents that keep their connections, which the library's do not: a handshake for every call costs more than the call. A proxy's
 * agent, which the library creates itself, is left alone.
 */
function keepingAgents(): (options: RequestOptions) => RequestOptions["agent"] {
  const kept = new WeakMap<object, { readonly cert: string; readonly keeping: https.Agent }>();
  return ({ agent, ca, cert, key, pfx, passphrase, rejectUnauthorized, servername, checkServerIdentity }) => {
    if (!(agent instanceof https.Agent) || agent.constructor !== https.Agent) return agent;
    const known = kept.get(agent);
    // a credential plugin renews it; on older connections the server still sees the previous one
    if (known?.cert === String(cert)) return known.keeping;
    dropIdle(known?.keeping);
    const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername, checkServerIdentity };
    const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
    const keeping = new https.Agent({ ...given, keepAlive: true });
    kept.set(agent, { cert: String(cert), keeping });
    return keeping;
  };
}

/** Reads a whole body as text. @throws TooLarge beyond 128 MiB */
export async function readText(body: Readable): Promise<string> {
  return (await readBytes(body, "an answer of the server", answerBytes)).toString("utf8");
}

/**
 * Reads the object in a body; `asked` is the path of the call, for the message.
 * @throws AnswerError if it does not contain a JSON object, TooLarge beyond 128 MiB
 */
export async function readJson(body: Readable, asked: string): Promise<object> {
  return jsonObject(await readText(body), asked);
}

/** @throws AnswerError if the text is not a JSON object */
export function jsonObject(text: string, asked: string): object {
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  const page = pageWords(text);
  if (page !== undefined) throw new AnswerError(asked, `is ${page}, ${notOfApi}`);
  const excerpt = excerptOf(text);
  throw new AnswerError(asked, excerpt === "" ? "is empty" : `is not a JSON object: ${excerpt}`);
}

async function exchangeTraced(
  connection: Connection,
  url: URL,
  options: RequestOptions,
  call: Call,
): Promise<Reply> {
  const { trace } = connection;
  if (trace === undefined) return exchange(connection, url, options, call);
  const asked = { method: call.method, url };
  const started = performance.now();
  const reply = await exchange(connection, url, options, call).catch((error: unknown) => {
    traceCall(trace, asked, `failed: ${messageOf(error)}`, started);
    throw error;
  });
  traceCall(trace, asked, `${reply.status} ${http.STATUS_CODES[reply.status] ?? ""}`.trimEnd(), started);
  if (trace.level > 6) traceHeaders(trace, "Request Headers", { ...options.headers });
  if (trace.level < 8) return reply;
  traceBody(trace, "Request Body", call.path, call.body ?? "");
  traceHeaders(trace, "Response Headers", reply.headers);
  if (call.stream === true && reply.status < 300) return reply;
  const bytes = await readBytes(reply.body, "an answer of the server", answerBytes);
  traceBody(trace, "Response Body", call.path, bytes);
  return { ...reply, body: Readable.from([bytes]) };
}

function exchange(connection: Connection, url: URL, options: RequestOptions, call: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (call.signal?.aborted) {
      reject(call.signal.reason);
      return;
    }
    let request: http.ClientRequest;
    try {
      request = (url.protocol === "http:" ? http : https).request(url, options);
    } catch (error) {
      // certificates that only TLS itself finds unusable, or files that Deno may not read
      reject(new ConnectionError(connection.server, error, connection.proxy));
      return;
    }
    // reported here, because a request that still waits for its proxy does not report an end itself
    const hangUp = () => {
      request.destroy();
      reject(call.signal?.reason);
    };
    const usual = connection.requestTimeout || usualTimeout;
    const giveUp = () => {
      request.destroy(timedOut(usual));
      reject(new ConnectionError(connection.server, timedOut(usual), connection.proxy));
      dropIdle(options.agent);
    };
    let timer = call.stream === true ? undefined : setTimeout(giveUp, usual);
    const done = () => {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", hangUp);
    };
    call.signal?.addEventListener("abort", hangUp, { once: true });
    request.on("socket", (socket) => socket.setKeepAlive(true, keepAliveProbe));
    request.on("error", (error) => {
      done();
      reject(
        call.signal?.aborted
          ? call.signal.reason
          : new ConnectionError(connection.server, error, connection.proxy),
      );
    });
    request.on("response", (response) => {
      response.on("close", done).on("end", done);
      const what = `the answer to ${call.path} from ${url.host}`;
      const body = response.headers["content-encoding"] === "gzip" ? unzipped(response, what) : response;
      const status = response.statusCode ?? 0;
      const reply = { status, headers: response.headers };
      if (call.stream === true && status < 300) return resolve({ ...reply, body });
      // an error page ends, even if a stream was requested
      timer ??= setTimeout(giveUp, usual);
      // read completely before it is returned, so that a break in the middle is a failed call like any other
      const read =
        status < 300
          ? readBytes(body, what, answerBytes)
          : readHead(body, errorBytes).then(({ bytes }) => bytes);
      read.then(
        (bytes) => resolve({ ...reply, body: Readable.from([bytes]) }),
        (error: unknown) => {
          done();
          if (call.signal?.aborted) return reject(call.signal.reason);
          const isOurs = error instanceof TooLarge;
          reject(isOurs ? error : new ConnectionError(connection.server, cutShort(error), connection.proxy));
        },
      );
    });
    request.end(call.body);
  });
}

/** If one connection has died silently, the idle ones next to it have too: the next attempt must not use one of them. */
function dropIdle(agent: RequestOptions["agent"]): void {
  if (!(agent instanceof http.Agent)) return;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

function cutShort(error: unknown): Error {
  const words = messageOf(error);
  const timedOut = error instanceof Error && "code" in error && error.code === "ETIMEDOUT";
  return Object.assign(new Error(words), { code: timedOut ? "ETIMEDOUT" : "ECONNRESET" });
}

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no answer within ${ms / 1000}s`), { code: "ETIMEDOUT" });
}
