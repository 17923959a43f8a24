import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";
import { liveHtml } from "../../report/live/html.ts";
import type { RunEvent } from "../../run/events.ts";
import { authority, type WebAddress } from "./address.ts";
import { Feed, type Reader } from "./feed.ts";
import { foreignTo, isSame, listen, notFound, type Refusal, refuse, safeHeaders } from "./guard.ts";
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
    response.writeHead(200, { ...safeHeaders, "Content-Type": "text/html; charset=utf-8" });
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
    response.writeHead(200, { ...safeHeaders, "Content-Type": "text/event-stream; charset=utf-8" });
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

  address = { host: wanted.host, port: await listen(server, wanted, "--web") };
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

/** Why a request is not answered; undefined if it is. */
function refusalOf(request: IncomingMessage, address: WebAddress, token: string): Refusal | undefined {
  const foreign = foreignTo(request, address);
  if (foreign !== undefined) return foreign;
  const [, asked = "", rest] = /^\/([\w-]*)(\/(?:events)?)$/.exec(request.url ?? "") ?? [];
  const isKnown =
    rest !== undefined && isSame(asked, token) && !(rest === "/events" && request.method === "HEAD");
  return isKnown ? undefined : notFound;
}
