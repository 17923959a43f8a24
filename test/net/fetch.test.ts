import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import http, { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import net, { type AddressInfo, type Server } from "node:net";
import { TooLarge } from "../../src/net/bytes.ts";
import { FetchError, fetchUrl, redirected } from "../../src/net/fetch.ts";
import { sleepingClock } from "../kube/clock.ts";
import { socksServer } from "../kube/socks-server.ts";

const requests: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});
// each reaches the server by any name
const proxy = http.createServer().on("connect", (_request, socket, head) => {
  const upstream = net.connect(port(server), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
});
const socks = socksServer(
  () => "127.0.0.1",
  () => undefined,
);
const port = (of: Server) => (of.address() as AddressInfo).port;

beforeAll(() =>
  Promise.all(
    [server, proxy, socks].map(
      (each) => new Promise<void>((resolve) => each.listen(0, "127.0.0.1", resolve)),
    ),
  ),
);
afterAll(() => {
  server.closeAllConnections();
  for (const each of [server, proxy, socks]) each.close();
});

async function get(
  url: string,
  env: Record<string, string> = {},
  options: { within?: number; signal?: AbortSignal } = {},
) {
  requests.length = 0;
  const { within = 5000, signal = new AbortController().signal } = options;
  const io = { ...sleepingClock(), env, signal };
  return await fetchUrl(new URL(url.replace("HERE", `127.0.0.1:${port(server)}`)), {
    most: 1024,
    within,
    io,
  }).catch((error: unknown) => error);
}

const says =
  (text: string, status = 200, headers = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, headers).end(text);

test("a URL's answer comes whole, whatever its status", async () => {
  answer = says("hello");
  expect(await get("http://HERE/a?b=c")).toMatchObject({ status: 200, body: Buffer.from("hello") });
  answer = says("gone", 404);
  expect(await get("http://HERE/")).toMatchObject({ status: 404 });
});

describe("the proxy of the environment is taken", () => {
  test.each(["http", "socks5"])("%s", async (scheme) => {
    answer = says("hello");
    const env = { HTTP_PROXY: `${scheme}://127.0.0.1:${port(scheme === "http" ? proxy : socks)}` };
    expect(await get(`http://somewhere.test:${port(server)}/`, env)).toMatchObject({ status: 200 });
    expect(requests[0]?.headers.host).toBe(`somewhere.test:${port(server)}`);
  });

  test("but for what NO_PROXY lists; and a proxy that is away is named, without its password", async () => {
    answer = says("hello");
    const env = { HTTP_PROXY: "http://me:s3cr3t@127.0.0.1:1" };
    expect(await get("http://HERE/", env)).toMatchObject({ status: 200 });
    const error = await get("http://somewhere.test/", env);
    expect(error).toBeInstanceOf(FetchError);
    expect(String(error)).toContain("proxy http://127.0.0.1:1: ");
    expect(String(error)).not.toContain("s3cr3t");
  });
});

describe("redirects", () => {
  const redirect = (to: string) => says("", 302, { Location: to });

  test("are followed, the user and password to their own origin alone", async () => {
    answer = (request, response) => {
      if (request.url === "/old") redirect("/new")(request, response);
      else if (request.url === "/new") redirect(`http://localhost:${port(server)}/end`)(request, response);
      else says("end")(request, response);
    };
    expect(await get("http://me:p%40ss@HERE/old")).toMatchObject({
      status: 200,
      url: `http://localhost:${port(server)}/end`,
    });
    const basic = `Basic ${btoa("me:p@ss")}`;
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([basic, basic, undefined]);
  });

  test.each([
    ["/again", "redirects more than 5 times"],
    ["file:///etc/passwd", "redirects to file:, which is not supported"],
    ["http://", "redirects to something that is not a URL"],
  ])("to %s are an error", async (to, words) => {
    answer = redirect(to);
    const error = await get("http://HERE/");
    expect(error).toBeInstanceOf(FetchError);
    expect(String(error)).toContain(words);
    expect(requests.length).toBeLessThanOrEqual(6);
  });
});

test("no redirect leads from https to http, nor carries a user along", () => {
  const from = new URL("https://a.test/x");
  expect(() => redirected(from, "http://a.test/x")).toThrow("it redirects from https to http (a.test)");
  expect(redirected(from, "https://me:secret@b.test/y").href).toBe("https://b.test/y");
  expect(redirected(new URL("http://a.test/x"), "//b.test/y").href).toBe("http://b.test/y");
});

describe("bounds", () => {
  test("of the body", async () => {
    answer = says("x".repeat(1025));
    expect(await get("http://HERE/")).toBeInstanceOf(TooLarge);
  });

  test("of the time", async () => {
    answer = () => undefined;
    expect(String(await get("http://HERE/", {}, { within: 100 }))).toContain(
      "no complete answer came within 0.1 seconds",
    );
    answer = (_, response) => void response.write("x");
    expect(String(await get("http://HERE/", {}, { within: 100 }))).toContain(
      "no complete answer came within 0.1 seconds",
    );
  });

  test("a signal ends it, also in the midst of the body", async () => {
    const leave = new AbortController();
    answer = (_, response) => void response.write("x", () => leave.abort(new Error("enough")));
    expect(String(await get("http://HERE/", {}, { signal: leave.signal }))).toContain("enough");
  });
});

test("passing trouble and cuts are tried again, three times at the most", async () => {
  answer = (request, response) => {
    if (requests.length === 1) request.socket.destroy();
    else says(requests.length === 2 ? "busy" : "hello", requests.length === 2 ? 503 : 200)(request, response);
  };
  expect(await get("http://HERE/")).toMatchObject({ status: 200 });
  answer = says("busy", 503);
  expect(await get("http://HERE/")).toMatchObject({ status: 503 });
  expect(requests).toHaveLength(3);
});
