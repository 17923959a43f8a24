import { describe, expect, test } from "bun:test";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Connection } from "../../src/kube/connection.ts";
import { ConnectionError, ExecRefused } from "../../src/kube/errors.ts";
import { mayPass } from "../../src/kube/retry.ts";
import { upgrade } from "../../src/kube/upgrade.ts";
import { connectionTo, status } from "./scripted-server.ts";
import { refusing, upgraded, webSocket } from "./upgrade-server.ts";

const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const never = new AbortController().signal;

const ask = ({ connection }: { connection: Connection }, signal = never) =>
  upgrade(connection, "/exec", { command: "true" }, protocols, signal);

async function fate(answer: (socket: Duplex, request: IncomingMessage) => void): Promise<unknown> {
  await using server = await refusing(answer);
  return await ask(server.cluster).catch((caught: unknown) => caught);
}

function http(code: number, body: string, ...headers: readonly string[]): (socket: Duplex) => void {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return (socket) => socket.end([`HTTP/1.1 ${code} What`, ...headers, length, "", body].join("\r\n"));
}

const refused = (code: number, reason: string, words: string) =>
  http(code, JSON.stringify(status(code, reason, words)));

test("an upgrade that is made gives the socket, and the bytes that came with the answer", async () => {
  const seen = Promise.withResolvers<IncomingMessage>();
  await using server = await refusing((socket, request) => {
    seen.resolve(request);
    socket.write(
      `${upgraded}${webSocket(request)}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\nhello`,
    );
    socket.on("data", (data) => socket.write(data));
  });
  const { socket, head } = await ask(server.cluster);
  expect(head.toString()).toBe("hello");
  const echo = new Promise((resolve) => socket.once("data", resolve));
  socket.write("and back");
  expect(String(await echo)).toBe("and back");
  socket.destroy();
  const { url, headers } = await seen.promise;
  expect(url).toBe("/exec?command=true");
  expect(headers).toMatchObject({
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-protocol": "v5.channel.k8s.io, v4.channel.k8s.io",
  });
});

describe("an upgrade that is not made is an ExecRefused, in the server's own words", () => {
  const page = "<html>\n<h1>Unavailable</h1></html>";
  test.each<[number, (socket: Duplex) => void, string]>([
    [400, refused(400, "", "admission webhook denied the request"), "admission webhook denied the request"],
    [403, refused(403, "Forbidden", "nobody enters"), "nobody enters"],
    [404, refused(404, "NotFound", 'pods "p" not found'), 'pods "p" not found'],
    [405, refused(405, "MethodNotAllowed", "not here"), "not here"],
    [422, refused(422, "Invalid", "not so"), "not so"],
    [426, http(426, "Upgrade Required"), "Upgrade Required"],
    [501, http(501, ""), "the answer has no body"],
    [503, http(503, page), "<html> <h1>Unavailable</h1></html>"],
    [200, http(200, page), "<html> <h1>Unavailable</h1></html>"],
    [302, http(302, "", "Location: https://login.test/"), "the answer has no body"],
    [429, http(429, "slow down"), "slow down"],
  ])("%d", async (code, answer, words) => {
    const error = await fate(answer);
    expect(error).toBeInstanceOf(ExecRefused);
    expect(error).toMatchObject({ status: code, words, code: 3 });
  });

  test("no answer at all", async () => {
    const error = await fate(() => undefined);
    expect(error).toBeInstanceOf(ExecRefused);
    expect(error).toMatchObject({ status: undefined, words: "no answer to the upgrade within 0.3s" });
  });

  test("a page that does not end, and one that stalls", async () => {
    const endless = (socket: Duplex) => {
      const part = Buffer.alloc(65_536, "x");
      socket.write("HTTP/1.1 503 What\r\nContent-Length: 99999999999\r\n\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(part));
      };
      socket.on("drain", more);
      more();
    };
    expect(await fate(endless)).toMatchObject({ name: "ExecRefused", status: 503 });
    const stalls = (socket: Duplex) => void socket.write("HTTP/1.1 503 What\r\nContent-Length: 9\r\n\r\nx");
    expect(await fate(stalls)).toMatchObject({ name: "ExecRefused" });
  });

  test.each<[string, (request: IncomingMessage) => string, string]>([
    ["another key", () => "Upgrade: websocket\r\nSec-WebSocket-Accept: x", "is not a WebSocket handshake"],
    ["SPDY", () => "Upgrade: SPDY/3.1", "is not a WebSocket handshake"],
    [
      "another protocol",
      (request) => `${webSocket(request)}\r\nSec-WebSocket-Protocol: base64.channel.k8s.io`,
      "speaks the protocol base64.channel.k8s.io",
    ],
    [
      "an extension that nobody asked for",
      (request) => `${webSocket(request)}\r\nSec-WebSocket-Extensions: permessage-deflate`,
      "requires a WebSocket extension",
    ],
    ["no protocol", webSocket, "supports none of the exec protocols"],
  ])("%s", async (_what, headers, words) => {
    const error = await fate((socket, request) => {
      socket.write(`${upgraded}${headers(request)}\r\n\r\n`);
    });
    expect(error).toMatchObject({ name: "ExecRefused", status: 101, words: expect.stringContaining(words) });
  });
});

test("what does not even speak HTTP is an ExecRefused too", async () => {
  const error = await fate((socket) => void socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
  expect(error).toMatchObject({ name: "ExecRefused", status: undefined });
  expect(String(error)).toContain("the answer to the upgrade is not HTTP");
});

describe("what has a meaning of its own keeps it", () => {
  test.each([429, 500, 503, 504])("a Status of %d may pass", async (code) => {
    const error = await fate(refused(code, "Trouble", "the node is away"));
    expect(error).toMatchObject({ name: "ApiError", status: code, words: "the node is away" });
    expect(mayPass(error)).toBe(true);
  });

  test("401 is of the credentials", async () => {
    expect(await fate(http(401, "who?"))).toMatchObject({ name: "ApiError", status: 401 });
  });

  test("a connection that cannot be made, or that ends before the answer", async () => {
    const cluster = { connection: connectionTo("http://127.0.0.1:1") };
    expect(await ask(cluster).catch((caught: unknown) => caught)).toMatchObject({
      name: "ConnectionError",
      system: "ECONNREFUSED",
    });
    expect(await fate((socket) => void socket.destroy())).toBeInstanceOf(ConnectionError);
  });
});

test("a signal that has come already makes no connection", async () => {
  await using server = await refusing(() => {
    throw new Error("a connection was made");
  });
  await expect(ask(server.cluster, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});

test("a signal ends the wait for an answer", async () => {
  const leave = new AbortController();
  await using server = await refusing(() => leave.abort(new Error("enough")));
  const asked = ask(server.cluster, leave.signal);
  await expect(asked).rejects.toThrow("enough");
});
