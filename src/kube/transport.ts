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
  /** Path below the server's address: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** A stream has no end to wait for: `--request-timeout` does not bound it, and its size has no bound. */
  readonly stream?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Ends or fails with the connection; destroy it to hang up. */
  readonly body: Readable;
}

/**
 * Sends one call and gives whatever the server answers: whole and no larger than 128 MiB, but for a stream.
 * @throws ConnectionError where no answer came, AnswerError at a redirect, TooLarge past the bound; the signal's reason
 */
export type Transport = (call: Call) => Promise<Reply>;

// where no --request-timeout is given: longer than any single answer takes, shorter than a person's patience
const usualTimeout = 30_000;

// a connection that says nothing is probed after this long, so that a cut without a word is noticed
export const keepAliveProbe = 15_000;

// the largest answer is a list without pages: five thousand nodes are about half of this
const answerBytes = 128 * 1024 * 1024;

// of an error's page no more than a message quotes is needed; a Status can be long where it lists what is wrong
const errorBytes = 1024 * 1024;

// of a page in place of an answer only the title is needed
const pageBytes = 64 * 1024;

/**
 * HTTP to one API server, with the kubeconfig's certificates and credentials, over `node:https`: the one way that takes a
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
    if (reply.status < 300 && /^text\/html\b/i.test(reply.headers["content-type"] ?? "")) {
      const { bytes } = await readHead(reply.body, pageBytes);
      const page = pageWords(bytes.toString("utf8")) ?? "a web page";
      throw new AnswerError(call.path, `is ${page}, ${notOfApi}`, url.host);
    }
    return reply;
  };
}

/** A request to an API server, all but its headers: its URL, and its options with the certificates and credentials of now. */
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

/** Where a redirect leads, without a query, which may hold secrets, and on another server without a path too. */
function originOf(location: string): string {
  if (URL.canParse(location)) return new URL(location).origin;
  return location.startsWith("/") ? location.replace(/[?#].*/s, "") : "another path";
}

/**
 * Agents that keep their connections, which the library's do not: a handshake for every call costs more than the call. A proxy's
 * agent, which the library makes itself, stays as it is.
 */
function keepingAgents(): (options: RequestOptions) => RequestOptions["agent"] {
  const kept = new WeakMap<object, { readonly cert: string; readonly keeping: https.Agent }>();
  return ({ agent, ca, cert, key, pfx, passphrase, rejectUnauthorized, servername, checkServerIdentity }) => {
    if (!(agent instanceof https.Agent) || agent.constructor !== https.Agent) return agent;
    const known = kept.get(agent);
    // a credential plugin renews it; connections of before are known to the server by the one that was
    if (known?.cert === String(cert)) return known.keeping;
    dropIdle(known?.keeping);
    const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername, checkServerIdentity };
    const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
    const keeping = new https.Agent({ ...given, keepAlive: true });
    kept.set(agent, { cert: String(cert), keeping });
    return keeping;
  };
}

/** Reads a whole body as text. @throws TooLarge past 128 MiB */
export async function readText(body: Readable): Promise<string> {
  return (await readBytes(body, "an answer of the server", answerBytes)).toString("utf8");
}

/**
 * Reads the object that a body holds; `asked` is the path of the call, for the message.
 * @throws AnswerError where it does not hold a JSON object, TooLarge past 128 MiB
 */
export async function readJson(body: Readable, asked: string): Promise<object> {
  return jsonObject(await readText(body), asked);
}

/** @throws AnswerError where the text is not a JSON object */
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
      // certificates that only TLS itself finds unusable, or what Deno may not read
      reject(new ConnectionError(connection.server, error, connection.proxy));
      return;
    }
    // told here, since a request that still waits for its proxy tells no end of its own
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
      // the page of an error ends, also where a stream was asked for
      timer ??= setTimeout(giveUp, usual);
      // whole before it is given, so that a cut in its midst is a failed call like any other
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

/** Where one connection has died without a word, the idle ones beside it have too: the next try must not take one of them. */
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
