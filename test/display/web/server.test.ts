import { afterEach, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { type LiveServer, serveLive } from "../../../src/display/web/server.ts";
import { began, midRun } from "./story.ts";

const open: LiveServer[] = [];
const never = new AbortController().signal;

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve(events = midRun()): Promise<LiveServer> {
  const server = await serveLive({ host: "127.0.0.1", port: 0 }, () => began);
  open.push(server);
  for (const event of events) server.show(event);
  return server;
}

async function ask(url: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const asking = request(url, { agent: false, ...options });
  asking.end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return text;
}

/** The messages of the stream, up to the first with this word. */
async function messages(response: IncomingMessage, until: string): Promise<string> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    text += part;
    if (text.includes(until)) break;
  }
  return text;
}

describe("the server of the live page", () => {
  test("gives the page to who knows its path, which differs each time", async () => {
    const server = await serve();
    const other = await serve();
    const path = (url: string) => new URL(url).pathname;
    expect(path(server.url)).toMatch(/^\/[\w-]{22}\/$/);
    expect(path(server.url)).not.toBe(path(other.url));
    const response = await ask(server.url);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    const html = await textOf(response);
    expect(html).toContain("<title>running: conformance 20261120-2215-k3x9</title>");
    expect(html).toContain("connect-src &#39;self&#39;");
    expect(html).not.toMatch(/ (?:src|href)="(?!#)/);
  });

  const wrong: readonly (readonly [string, number, (url: string) => Promise<IncomingMessage>])[] = [
    [
      "by another name",
      403,
      (url) => ask(url, { headers: { Host: `evil.example.com:${new URL(url).port}` } }),
    ],
    [
      "of another page",
      403,
      (url) => ask(`${url}events`, { headers: { Origin: "https://evil.example.com" } }),
    ],
    ["of a file that a browser opened", 403, (url) => ask(`${url}events`, { headers: { Origin: "null" } })],
    ["that would change something", 405, (url) => ask(url, { method: "POST" })],
    ["without the token", 404, (url) => ask(new URL("/", url).href)],
    ["with another token", 404, (url) => ask(url.replace(/[\w-]{22}/, "A".repeat(22)))],
    ["for the stream without it", 404, (url) => ask(new URL("/events", url).href)],
    ["for anything else", 404, (url) => ask(`${url}../../etc/passwd`)],
  ];
  test.each(wrong)("refuses a request %s", async (_, status, refused) => {
    const { url } = await serve();
    const response = await refused(url);
    expect(response.statusCode).toBe(status);
    expect(await textOf(response)).not.toContain("<script");
  });

  test("sends what has happened, and goes on after the last one that a browser names", async () => {
    const server = await serve();
    const { host } = new URL(server.url);
    const all = await messages(
      await ask(`${server.url}events`, { headers: { Origin: `http://${host}` } }),
      '"remaining":10',
    );
    expect(all).toContain('"name":"20261120-2215-k3x9"');
    const ids = [...all.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const last = ids.at(-1) ?? -1;
    server.show({ kind: "notice", at: began, level: "info", text: "later" });
    const rest = await messages(
      await ask(`${server.url}events`, { headers: { "Last-Event-ID": String(last) } }),
      "later",
    );
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([last + 1]);
  });

  test("a browser that reads nothing holds nothing up", async () => {
    const server = await serve();
    const { port, host, pathname } = new URL(server.url);
    const deaf = connect(Number(port), "127.0.0.1");
    deaf.pause();
    deaf.write(`GET ${pathname}events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const [row] = midRun().filter(({ kind }) => kind === "pod");
    if (row === undefined) throw new Error("no row");
    const begun = performance.now();
    for (let number = 0; number < 100_000; number++) server.show(row);
    expect(performance.now() - begun).toBeLessThan(10_000);
    // another one gets all of them meanwhile
    server.show({ kind: "notice", at: began, level: "info", text: "the last word" });
    const all = await messages(await ask(`${server.url}events`), "the last word");
    expect(all.match(/"kind":"pod"/g)?.length).toBeGreaterThan(50_000);
    deaf.destroy();
  }, 60_000);

  test("at the end it waits until the browsers have the report", async () => {
    const server = await serve();
    const stream = await ask(`${server.url}events`);
    await messages(stream, "data: ");
    const listening = await ask(`${server.url}events`);
    const ending = server.end({ report: "<p>the report</p>", words: "passed" }, 30_000, never);
    expect(await messages(listening, '"kind":"end"')).toContain('"hasReport":true');
    expect(await textOf(await ask(server.url))).toBe("<p>the report</p>");
    await ending;
  });

  test("at the end it waits for nobody where nobody looks, and not for those who never come", async () => {
    const server = await serve();
    await server.end({ report: "x", words: "" }, 60_000, never);
    const other = await serve();
    await messages(await ask(`${other.url}events`), "data: ");
    const listening = await ask(`${other.url}events`);
    const interrupt = new AbortController();
    const ending = other.end({ report: "x", words: "" }, 60_000, interrupt.signal);
    interrupt.abort();
    await ending;
    listening.destroy();
  });

  test("an address that is in use is an error that says so", async () => {
    const { url } = await serve();
    await expect(serveLive({ host: "127.0.0.1", port: Number(new URL(url).port) }, () => 0)).rejects.toThrow(
      /--web 127\.0\.0\.1:\d+: another program listens there/,
    );
  });
});
