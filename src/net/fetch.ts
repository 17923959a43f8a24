import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { backoff } from "../async/backoff.ts";
import { type Clock, paced } from "../async/paced.ts";
import { RunError } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import { throughProxy } from "./agent.ts";
import { readBytes, TooLarge } from "./bytes.ts";
import type { Connections } from "./connections.ts";
import { proxyTo } from "./proxy.ts";
import { connectionWords } from "./words.ts";

export interface FetchOptions {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** The body of a POST; it is sent once, and not to the target of a redirect. */
  readonly form?: URLSearchParams;
  /** The body of a POST, as JSON; it is sent again like a GET, so the server may get it twice, and not to the target of a redirect. */
  readonly json?: string;
  /** The body of a POST or PUT, in parts; it is sent again like a GET, so the server may get it twice. */
  readonly bytes?: readonly Uint8Array[];
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of the authorities against which the server's certificate is checked; by default the system's. */
  readonly ca?: string | undefined;
  /** At most so many bytes of the body. */
  readonly most: number;
  /** Milliseconds for everything, including redirects and further attempts. */
  readonly within: number;
  readonly io: Pick<Io, "env" | "signal"> & Clock;
  /** How often it is tried; 3 by default. */
  readonly mostTries?: number;
  /** Answers that report a temporary problem; by default 429 and 502 to 504. */
  readonly passing?: ReadonlySet<number>;
  /** Keeps connections for further requests; by default each request has its own. */
  readonly connections?: Connections;
  /** How many redirects are followed; 5 by default. */
  readonly mostRedirects?: number;
  /** Accepts any certificate, and redirects from https to http: for requests and answers that nothing depends on. */
  readonly isTrusting?: boolean;
  /** Follows redirects from https to http. */
  readonly followsPlain?: boolean;
  /** Reads nothing of the body. */
  readonly isHeadEnough?: boolean;
}

export interface Fetched {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from, after redirects; without user name and password. */
  readonly url: string;
  readonly body: Buffer;
}

/** There was no usable answer; the message says why, without the URL, whose query may be a secret. */
export class FetchError extends RunError {
  override readonly name = "FetchError";
}

const usualRedirects = 5;
const usualTries = 3;
const redirects = new Set([301, 302, 303, 307, 308]);
const usuallyPassing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Fetches an http(s) URL through the proxy that the environment names for it, as kubectl's requests do. Follows five redirects, none of
 * them from https to http. Unless it sends a form, tries three times, paced, if the answer reports a temporary problem (429, 502 to 504) or the connection is cut. A
 * user name and password in the URL go only to the URL's own origin.
 * @throws FetchError if no answer comes in time, or a redirect cannot be followed; TooLarge beyond `most` bytes; the signal's reason
 */
export async function fetchUrl(given: URL, options: FetchOptions): Promise<Fetched> {
  const { io, within, mostTries = usualTries, passing = usuallyPassing } = options;
  const timeout = AbortSignal.timeout(within);
  const signal = AbortSignal.any([io.signal, timeout]);
  const pace = paced(io, signal);
  const isLast = (tries: number) => tries === mostTries || options.form !== undefined;
  let wait = 0;
  try {
    for (let tries = 1; ; tries++) {
      await pace(wait);
      wait = backoff(tries);
      try {
        const fetched = await followed(given, options, signal);
        if (isLast(tries) || !passing.has(fetched.status)) return fetched;
        wait = Math.max(wait, askedWait(fetched.headers));
      } catch (error) {
        if (isLast(tries) || !isCut(error)) throw error;
      }
    }
  } catch (error) {
    io.signal.throwIfAborted();
    if (timeout.aborted) throw new FetchError(`no complete answer came within ${within / 1000} seconds`);
    throw error;
  }
}

async function followed(given: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
  const { mostRedirects = usualRedirects, isTrusting = false, followsPlain = isTrusting } = options;
  let url = given;
  for (let steps = 0; ; steps++) {
    const response = await ask(url, given, options, signal);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (redirects.has(status) && location !== undefined && isReading(options)) {
      response.destroy();
      if (steps === mostRedirects) throw new FetchError(`it redirects more than ${mostRedirects} times`);
      url = redirected(url, location, followsPlain);
      continue;
    }
    if (options.isHeadEnough === true) response.destroy();
    const body = options.isHeadEnough === true ? Buffer.alloc(0) : await readBody(response, url, options);
    return { status, headers: response.headers, url: withoutUser(url).href, body };
  }
}

function isReading({ method = "GET" }: FetchOptions): boolean {
  return method === "GET" || method === "HEAD";
}

/** Milliseconds that the server asks to wait, at most ten seconds; a date is ignored. */
function askedWait({ "retry-after": after = "" }: IncomingHttpHeaders): number {
  return /^\d{1,4}$/.test(after) ? Math.min(Number(after) * 1000, 10_000) : 0;
}

/** The body of a response, whole. @throws FetchError if it was cut, TooLarge beyond the limit */
async function readBody(response: IncomingMessage, url: URL, options: FetchOptions): Promise<Buffer> {
  const cut = (cause?: unknown) =>
    Object.assign(new FetchError("the connection was cut in the middle of the answer", { cause }), {
      system: "ECONNRESET",
    });
  let body: Buffer;
  try {
    body = await readBytes(response, `the answer of ${url.host}`, options.most);
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    throw cut(error);
  }
  // not every runtime reports a connection that ends early
  const announced = response.headers["content-length"];
  const isPacked = response.headers["content-encoding"] !== undefined;
  if (announced !== undefined && !isPacked && options.method !== "HEAD" && Number(announced) !== body.length)
    throw cut();
  return body;
}

/** The target of a redirect. @throws FetchError if it must not be followed */
export function redirected(from: URL, location: string, followsPlain = false): URL {
  if (!URL.canParse(location, from.href)) throw new FetchError("it redirects to something that is not a URL");
  const to = withoutUser(new URL(location, from));
  if (to.protocol !== "http:" && to.protocol !== "https:") {
    throw new FetchError(`it redirects to ${safe(to.protocol)}, which is not supported`);
  }
  if (!followsPlain && from.protocol === "https:" && to.protocol === "http:") {
    throw new FetchError(`it redirects from https to http (${to.host})`);
  }
  return to;
}

/** One request; settles with the head of the response. */
function ask(url: URL, given: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const bare = withoutUser(url);
  const proxy = proxyTo(bare.href, { name: "" }, options.io.env);
  const { connections } = options;
  const way =
    connections?.to(bare, proxy) ?? (proxy === undefined ? {} : throughProxy(bare, proxy, options.within));
  const headers = {
    "User-Agent": "kubectl-conformance",
    ...(options.form === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
    ...(options.json === undefined ? {} : { "Content-Type": "application/json" }),
    ...(options.bytes === undefined
      ? {}
      : { "Content-Length": String(options.bytes.reduce((sum, part) => sum + part.length, 0)) }),
    ...(url.origin === given.origin ? options.headers : {}),
    ...(url.origin === given.origin ? authorization(given) : {}),
  };
  const fail = (error: unknown) => {
    const words = safe(connectionWords(error));
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const by = proxy === undefined ? "" : `proxy ${proxy.shown}: `;
    reject(Object.assign(new FetchError(`${by}${words}`, { cause: error }), { system: code }));
  };
  signal.throwIfAborted();
  const request = (bare.protocol === "http:" ? http : https).request(bare, {
    method: options.method ?? "GET",
    headers,
    // its own connection, so that nothing outlives the request
    agent: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...way,
    ...(options.isTrusting === true ? { rejectUnauthorized: false } : {}),
  });
  // a request that still waits for its proxy emits no error itself
  const hangUp = () => {
    request.destroy();
    reject(signal.reason);
  };
  signal.addEventListener("abort", hangUp, { once: true });
  request.on("error", fail);
  request.on("close", () => signal.removeEventListener("abort", hangUp));
  request.on("response", (response) => {
    signal.addEventListener("abort", () => response.destroy(), { once: true });
    resolve(response);
  });
  for (const part of options.bytes ?? []) request.write(part);
  request.end(options.json ?? options.form?.toString());
  return promise;
}

function isCut(error: unknown): boolean {
  const code = error instanceof FetchError && "system" in error ? error.system : undefined;
  return code === "ECONNRESET" || code === "EPIPE" || code === "EAI_AGAIN";
}

function authorization({ username, password }: URL): { readonly Authorization?: string } {
  if (username === "" && password === "") return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { Authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}
