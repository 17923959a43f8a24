import http, { type IncomingHttpHeaders } from "node:http";
import https, { type RequestOptions } from "node:https";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { complete } from "./agent.ts";
import type { Connection } from "./connection.ts";
import type { Credential } from "./credentials/exec-credential.ts";
import { ConnectionError, credentialError } from "./errors.ts";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** Path below the server's address: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** A stream has no end to wait for: `--request-timeout` does not bound it. */
  readonly stream?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Ends or fails with the connection; destroy it to hang up. */
  readonly body: Readable;
}

/** Sends one call and gives whatever the server answers. Throws ConnectionError where no answer came. */
export type Transport = (call: Call) => Promise<Reply>;

// where no --request-timeout is given: longer than any single answer takes, shorter than a person's patience
const usualTimeout = 30_000;

// a connection that says nothing is probed after this long, so that a cut without a word is noticed
const keepAliveProbe = 15_000;

/**
 * HTTP to one API server, with the kubeconfig's certificates and credentials, over `node:https`: the one way that takes a
 * client certificate on Bun, Deno and Node alike.
 */
export function createTransport(connection: Connection, userAgent: string): Transport {
  const keep = keepingAgents();
  return async (call) => {
    const options: RequestOptions = {};
    let credential: Credential | undefined;
    try {
      credential = await connection.plugin?.get(call.signal);
      await connection.kubeConfig.applyToHTTPSOptions(options);
      complete(options, connection, credential);
    } catch (error) {
      call.signal?.throwIfAborted();
      throw credentialError(connection.server, error);
    }
    const url = new URL(connection.server + call.path);
    for (const [key, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.append(key, String(value));
    }
    const headers = {
      Accept: "application/json",
      "User-Agent": userAgent,
      ...(connection.compression && call.stream !== true ? { "Accept-Encoding": "gzip" } : {}),
      ...options.headers,
      ...connection.headers,
      ...call.headers,
      ...(call.body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(call.body)) }),
    };
    const reply = await exchange(
      connection,
      url,
      { ...options, agent: keep(options), method: call.method, headers },
      call,
    );
    if (reply.status === 401 && credential !== undefined) connection.plugin?.refused(credential);
    return reply;
  };
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

/** Reads a whole body as text. */
export async function readText(body: Readable): Promise<string> {
  return (await readBytes(body)).toString("utf8");
}

async function readBytes(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
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
    const bound = call.stream === true ? 0 : connection.requestTimeout || usualTimeout;
    const giveUp = () => {
      request.destroy(timedOut(bound));
      reject(new ConnectionError(connection.server, timedOut(bound), connection.proxy));
      dropIdle(options.agent);
    };
    const timer = bound > 0 ? setTimeout(giveUp, bound) : undefined;
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
      const zipped = response.headers["content-encoding"] === "gzip";
      const body: Readable = zipped ? response.compose(createGunzip()) : response;
      const reply = { status: response.statusCode ?? 0, headers: response.headers };
      if (call.stream === true) return resolve({ ...reply, body });
      // whole before it is given, so that a cut in its midst is a failed call like any other
      readBytes(body).then(
        (bytes) => resolve({ ...reply, body: Readable.from([bytes]) }),
        (error: unknown) => {
          done();
          reject(
            call.signal?.aborted
              ? call.signal.reason
              : new ConnectionError(connection.server, cutShort(error), connection.proxy),
          );
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
  const words = error instanceof Error ? error.message : String(error);
  const timedOut = error instanceof Error && "code" in error && error.code === "ETIMEDOUT";
  return Object.assign(new Error(words), { code: timedOut ? "ETIMEDOUT" : "ECONNRESET" });
}

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no answer within ${ms / 1000}s`), { code: "ETIMEDOUT" });
}
