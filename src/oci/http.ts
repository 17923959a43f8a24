import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { RunError } from "../errors.ts";
import { throughProxy } from "../net/agent.ts";
import { readHead } from "../net/bytes.ts";
import { redirected } from "../net/fetch.ts";
import { proxyTo } from "../net/proxy.ts";
import { connectionWords } from "../net/words.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import { PassingError } from "./errors.ts";

/** How registries are reached. */
export interface HttpSettings {
  readonly env: Io["env"];
  readonly signal: AbortSignal;
  /** Hosts, with their ports, that are spoken to without TLS. */
  readonly plain: ReadonlySet<string>;
  /** PEM of the authorities that certificates are checked against; by default the runtime's own. */
  readonly ca: string | undefined;
}

export interface Request {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /** A body that is sent as it comes; its length is in the headers. */
  readonly stream?: AsyncIterable<Uint8Array> | undefined;
}

export interface Response {
  readonly status: number;
  header(name: string): string | undefined;
  /** The body as it comes; fails with PassingError if it stops for too long or breaks off. Leaving the loop ends the request. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads the beginning of the body, for a message or a small answer. */
  text(most: number): Promise<string>;
  /** Ends the request without reading its body. */
  discard(): void;
}

// milliseconds without a byte
const patience = 60_000;
const mostRedirects = 5;

/** One request. Redirects of GET and HEAD are followed, without credentials to another origin. @throws PassingError; the signal's reason */
export async function send(request: Request, settings: HttpSettings): Promise<Response> {
  let { url, headers = {} } = request;
  for (let steps = 0; ; steps++) {
    const response = await ask({ ...request, url, headers }, settings);
    const location = response.headers.location;
    const status = response.statusCode ?? 0;
    if (!isRead(request.method) || location === undefined || ![301, 302, 303, 307, 308].includes(status))
      return responseOf(response, settings.signal);
    response.destroy();
    if (steps === mostRedirects) throw new RunError(`${url.host} redirects more than ${mostRedirects} times`);
    const to = redirected(url, location);
    if (to.origin !== url.origin) {
      const { Authorization: _, ...rest } = headers;
      headers = rest;
    }
    url = to;
  }
}

function isRead(method: Request["method"]): boolean {
  return method === "GET" || method === "HEAD";
}

function ask(request: Request, settings: HttpSettings): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, url, headers, body, stream } = request;
  const { signal } = settings;
  signal.throwIfAborted();
  const proxy = proxyTo(url.href, { name: "" }, settings.env);
  const sent = (url.protocol === "http:" ? http : https).request(url, {
    method,
    headers: {
      "User-Agent": "kubectl-conformance",
      ...headers,
      ...(body === undefined && !isRead(method) && stream === undefined ? { "Content-Length": "0" } : {}),
      ...(body === undefined ? {} : { "Content-Length": String(body.length) }),
    },
    agent: false,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(proxy === undefined ? {} : throughProxy(url, proxy, patience)),
  });
  const fail = (error: unknown) => {
    const by = proxy === undefined ? "" : `proxy ${proxy.shown}: `;
    reject(new PassingError(`${by}${safe(connectionWords(error))}`, { isUnanswered: true, cause: error }));
    sent.destroy();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => fail(new Error(`no answer within ${patience / 1000} seconds`)), patience);
  };
  const hangUp = () => {
    reject(signal.reason);
    sent.destroy();
  };
  alive();
  signal.addEventListener("abort", hangUp, { once: true });
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", hangUp);
  };
  sent.on("error", fail);
  sent.on("close", end);
  sent.on("response", (response) => {
    clearTimeout(timer);
    resolve(response);
  });
  if (stream === undefined) sent.end(body);
  else
    pump(stream, sent, alive).catch((error: unknown) => {
      reject(error);
      sent.destroy();
    });
  return promise;
}

async function pump(
  stream: AsyncIterable<Uint8Array>,
  sent: http.ClientRequest,
  alive: () => void,
): Promise<void> {
  for await (const bytes of stream) {
    if (sent.destroyed) return;
    alive();
    if (!sent.write(bytes))
      await new Promise<void>((resolve) => {
        sent.once("drain", resolve);
        sent.once("close", resolve);
      });
  }
  sent.end();
}

function responseOf(message: IncomingMessage, signal: AbortSignal): Response {
  // an error that nobody reads must not end the program
  message.on("error", () => undefined);
  return {
    status: message.statusCode ?? 0,
    header(name) {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: bodyOf(message, signal),
    async text(most) {
      try {
        return (await readHead(message, most)).bytes.toString();
      } catch (cause) {
        signal.throwIfAborted();
        throw new PassingError(safe(connectionWords(cause)), { cause });
      }
    },
    discard: () => void message.destroy(),
  };
}

async function* bodyOf(message: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let timedOut = false;
  const stop = () => {
    timedOut = true;
    message.destroy(new Error("no byte"));
  };
  let timer = setTimeout(stop, patience);
  const abort = () => message.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    for await (const chunk of message) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(stop, patience);
    }
  } catch (cause) {
    signal.throwIfAborted();
    const words = timedOut ? `no byte came for ${patience / 1000} seconds` : safe(connectionWords(cause));
    throw new PassingError(words, { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    message.destroy();
  }
  signal.throwIfAborted();
}
