import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";
import { InputError } from "../../errors.ts";
import { liveHtml } from "../../report/live/html.ts";
import type { RunEvent } from "../../run/events.ts";
import { systemWords } from "../../text/system-words.ts";
import { authority, isOwnHost, type WebAddress } from "./address.ts";
import { Feed, type Reader } from "./feed.ts";
import { liveMessage } from "./messages.ts";

// milliseconds
const flushEvery = 200;
const aliveEvery = 15_000;
const mostConnections = 64;

/** How the page ends: with the report of the run, or with words if there is none. */
export interface WebEnd {
  readonly report: string | undefined;
  readonly words: string;
}

/** A page of a run, which browsers can open while it goes on. It never holds the run up, and changes nothing. */
export interface LiveServer {
  /** The address to open; whoever knows it can read the page. */
  readonly url: string;
  /** Never throws. */
  show(event: RunEvent): void;
  /** Sends the end to the browsers, and waits until they have the report, for at most `patience` milliseconds. */
  end(end: WebEnd, patience: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Serves the live page. A browser has to know the random path, and to name this machine by its address.
 * @throws InputError if the address cannot be used
 */
export async function serveLive(wanted: WebAddress, now: () => number): Promise<LiveServer> {
  const token = randomBytes(16).toString("base64url");
  const feed = new Feed();
  const sockets = new Set<Socket>();
  let address = wanted;
  let name = "";
  let rows = 0;
  let report: string | undefined;
  let isEnding = false;
  let isNew = false;
  /** Browsers that are to get the report. */
  let owed = 0;
  const served = Promise.withResolvers<void>();

  const server = createServer((request, response) => {
    const refusal = refusalOf(request, address, token);
    if (refusal !== undefined) return refuse(response, refusal);
    if (request.url === `/${token}/events`) return stream(request, response);
    const html = report ?? liveHtml(name);
    response.writeHead(200, { ...headers, "Content-Type": "text/html; charset=utf-8" });
    response.end(request.method === "HEAD" ? undefined : html, () => {
      if (isEnding && --owed <= 0) served.resolve();
    });
  });
  server.maxConnections = mostConnections;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on("close", () => sockets.delete(socket));
  });

  function stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...headers, "Content-Type": "text/event-stream; charset=utf-8" });
    response.write("retry: 2000\n\n");
    const reader: Reader = { write: (text) => response.write(text) };
    const last = /^\d{1,9}$/.exec(String(request.headers["last-event-id"] ?? ""))?.[0];
    response.on("drain", () => feed.resume(reader));
    response.on("close", () => feed.remove(reader));
    response.on("error", () => feed.remove(reader));
    feed.add(reader, last === undefined ? undefined : Number(last));
    const alive = setInterval(() => response.write(":\n\n"), aliveEvery);
    alive.unref();
    response.on("close", () => clearInterval(alive));
  }

  address = { host: wanted.host, port: await listen(server, wanted) };
  const flushing = setInterval(() => {
    if (isNew) feed.flush();
    isNew = false;
  }, flushEvery);
  flushing.unref();

  const close = () => {
    clearInterval(flushing);
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${authority(address)}/${token}/`,
    close,
    show(event) {
      if (event.kind === "pod") rows += 1;
      if (event.kind === "run-started") name = event.id;
      const message = liveMessage(event, rows);
      if (message === undefined) return;
      feed.push(message);
      isNew = true;
    },
    async end(end, patience, signal) {
      report = end.report;
      owed = feed.readers;
      isEnding = true;
      feed.push({ kind: "end", at: now(), hasReport: report !== undefined, text: end.words });
      feed.flush();
      if (owed === 0) return;
      const enough = setTimeout(served.resolve, report === undefined ? flushEvery : patience);
      signal.addEventListener("abort", () => served.resolve(), { once: true });
      await served.promise;
      clearTimeout(enough);
    },
  };
}

const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

interface Refusal {
  readonly status: 403 | 404 | 405;
  readonly words: string;
}

/** Why a request is not answered; undefined if it is. */
function refusalOf(
  { method, url = "", headers: given }: IncomingMessage,
  address: WebAddress,
  token: string,
): Refusal | undefined {
  const { host, origin } = given;
  if (!isOwnHost(host, address)) return { status: 403, words: "not by this name" };
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`)
    return { status: 403, words: "not from another page" };
  if (method !== "GET" && method !== "HEAD") return { status: 405, words: "read only" };
  const [, asked = "", rest] = /^\/([\w-]*)(\/(?:events)?)$/.exec(url) ?? [];
  const isKnown = rest !== undefined && isSame(asked, token) && !(rest === "/events" && method === "HEAD");
  return isKnown ? undefined : { status: 404, words: "not found" };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, {
    ...headers,
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });
  response.end(`${words}\n`);
}

/** The port that it listens on. Throws InputError. */
async function listen(server: Server, wanted: WebAddress): Promise<number> {
  const listening = Promise.withResolvers<number>();
  server.on("error", listening.reject);
  try {
    server.listen(wanted.port, wanted.host, () => listening.resolve((server.address() as AddressInfo).port));
    server.unref();
    return await listening.promise;
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = isTaken ? "another program listens there" : systemWords(error);
    throw new InputError(`--web ${authority(wanted)}: ${why}`, {
      fix: "choose another port, or leave the value out for any free one",
      cause: error,
    });
  }
}
