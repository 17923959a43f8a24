import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { AnswerError, ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { ExecError, ExecRefused, exec, execText } from "../../src/kube/exec.ts";
import { mayPass } from "../../src/kube/retry.ts";
import { realSleep } from "../../src/process/io.ts";
import { connectionTo, status } from "./scripted-server.ts";

/** A server that speaks the exec protocol: each connection is sent these frames, then closed or left open. */
function execServer(frames: readonly (Buffer | string)[], then: "close" | "stay") {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: () => "v4.channel.k8s.io",
  });
  server.on("connection", (socket) => {
    for (const frame of frames) socket.send(frame);
    if (then === "close") socket.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, cluster: { connection: connectionTo(`http://127.0.0.1:${port}`) } };
}

const program = { namespace: "n", pod: "p", container: "c", command: ["tail", "-F", "log"] };
const frame = (channel: number, text: string) => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
const success = frame(3, JSON.stringify({ status: "Success" }));

test("gives what the program wrote", async () => {
  const { server, cluster } = execServer(
    [frame(1, "one "), frame(2, "a warning"), frame(1, "two"), success],
    "close",
  );
  expect(await execText(cluster, program)).toBe("one two");
  server.close();
});

test("a program that fails is told with its code and its own words", async () => {
  const failure = {
    status: "Failure",
    message: "command terminated with exit code 1",
    details: { causes: [{ reason: "ExitCode", message: "1" }] },
  };
  const { server, cluster } = execServer(
    [frame(2, "tail: no such file\n"), frame(3, JSON.stringify(failure))],
    "close",
  );
  const error = await execText(cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ExecError);
  expect(error).toMatchObject({ exitCode: 1, message: "tail in container c: tail: no such file" });
  server.close();
});

test("a node that does not answer is trouble that may pass, a container that is gone is not", async () => {
  const failure = (message: string) =>
    frame(3, JSON.stringify({ status: "Failure", reason: "InternalError", message }));
  const away = execServer(
    [failure("error dialing backend: dial tcp 10.0.0.2:10250: connection refused")],
    "close",
  );
  const error = await execText(away.cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 500 });
  away.server.close();
  const gone = execServer([failure('unable to upgrade connection: container not found ("c")')], "close");
  expect(await execText(gone.cluster, program).catch((caught: unknown) => caught)).toBeInstanceOf(ExecError);
  gone.server.close();
});

test("a stream that is cut is never taken for the program's end", async () => {
  const { server, cluster } = execServer([frame(1, "half")], "close");
  expect(await execText(cluster, program).catch((caught: unknown) => caught)).toBeInstanceOf(ConnectionError);
  server.close();
});

test("a signal hangs up, also one that comes while the connection is being made", async () => {
  const { server, cluster } = execServer([], "stay");
  const during = new AbortController();
  server.on("headers", () => during.abort(new Error("enough")));
  await expect(execText(cluster, { ...program, signal: during.signal })).rejects.toThrow("enough");
  server.close();
});

/** A server that meets each connection's request with this. */
async function refusing(answer: (socket: Duplex, request: IncomingMessage) => void) {
  const sockets = new Set<Duplex>();
  const server = createServer().on("upgrade", (request, socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    answer(socket, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    cluster: { connection: { ...connectionTo(`http://127.0.0.1:${port}`), requestTimeout: 300 } },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function http(code: number, body: string, ...headers: readonly string[]): (socket: Duplex) => void {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return (socket) => socket.end([`HTTP/1.1 ${code} What`, ...headers, length, "", body].join("\r\n"));
}

async function fate(answer: (socket: Duplex, request: IncomingMessage) => void): Promise<unknown> {
  await using server = await refusing(answer);
  return await execText(server.cluster, program).catch((caught: unknown) => caught);
}

const refused = (code: number, reason: string, words: string) =>
  http(code, JSON.stringify(status(code, reason, words)));

const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n";

/** The headers by which a server takes the request for a WebSocket. */
function webSocket(request: IncomingMessage): string {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return `Upgrade: websocket\r\nSec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}`;
}

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
    ["another key", () => "Upgrade: websocket\r\nSec-WebSocket-Accept: x", "is not a WebSocket's"],
    ["SPDY", () => "Upgrade: SPDY/3.1", "is not a WebSocket's"],
    [
      "another protocol",
      (request) => `${webSocket(request)}\r\nSec-WebSocket-Protocol: base64.channel.k8s.io`,
      "speaks the protocol base64.channel.k8s.io",
    ],
    ["no protocol", webSocket, "speaks none of the protocols of exec"],
  ])("%s", async (_what, headers, words) => {
    const error = await fate((socket, request) => {
      socket.write(`${upgraded}${headers(request)}\r\n\r\n`);
    });
    expect(error).toMatchObject({ name: "ExecRefused", status: 101, words: expect.stringContaining(words) });
  });
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
    expect(await execText(cluster, program).catch((caught: unknown) => caught)).toMatchObject({
      name: "ConnectionError",
      system: "ECONNREFUSED",
    });
    expect(await fate((socket) => void socket.destroy())).toBeInstanceOf(ConnectionError);
  });
});

test("a signal ends the wait for an answer", async () => {
  const leave = new AbortController();
  await using server = await refusing(() => leave.abort(new Error("enough")));
  const asked = execText(server.cluster, { ...program, signal: leave.signal });
  await expect(asked).rejects.toThrow("enough");
});

describe("an odd frame is an error for a person", () => {
  test.each<[string, Buffer | string, string]>([
    ["empty", Buffer.alloc(0), "sent an empty message"],
    ["text", "text", "sent a text message"],
    ["of an unknown channel", frame(9, "x"), "sent a message of the unknown channel 9"],
    ["a status that is not JSON", frame(3, "{"), "ended with an invalid status: {"],
    ["a status of nothing", frame(3, "null"), "ended with an invalid status: null"],
    ["a status of another form", frame(3, '{"status":{}}'), "ended with an invalid status"],
  ])("%s", async (_what, bytes, words) => {
    const { server, cluster } = execServer([frame(1, "one"), bytes], "stay");
    const error = await execText(cluster, program).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ code: 3 });
    expect(String(error)).toContain(`the answer to exec of tail in container c ${words}`);
    server.close();
  });

  test("an exit code that is not a number", async () => {
    const failure = { status: "Failure", details: { causes: [{ reason: "ExitCode", message: "many" }] } };
    const { server, cluster } = execServer([frame(3, JSON.stringify(failure))], "close");
    const error = await execText(cluster, program).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ExecError);
    expect(error).toMatchObject({ exitCode: undefined });
    server.close();
  });

  test("bytes that are not of a WebSocket", async () => {
    const wss = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      handleProtocols: () => "v4.channel.k8s.io",
    });
    wss.on("connection", (_socket, request) => void request.socket.write(Buffer.of(0xc3, 0x85, 1, 2, 3)));
    const cluster = { connection: connectionTo(`http://127.0.0.1:${(wss.address() as AddressInfo).port}`) };
    const error = await execText(cluster, program).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AnswerError);
    expect(String(error)).toContain("broke the WebSocket protocol");
    wss.close();
  });
});

test("a stream that the server closes is reported with its reason", async () => {
  const { server, cluster } = execServer([], "stay");
  server.on("connection", (socket) => socket.close(1011, "kubelet restarts"));
  const error = await execText(cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(String(error)).toContain("closed with 1011: kubelet restarts");
  server.close();
});

describe("what a program writes has a bound", () => {
  const much = Buffer.concat([Buffer.of(1), Buffer.alloc(256 * 1024, "x")]);
  const complaint = Buffer.concat([Buffer.of(2), Buffer.alloc(256 * 1024, "x")]);

  test("what is read whole", async () => {
    const { server, cluster } = execServer(Array(8).fill(much), "stay");
    await expect(execText(cluster, program)).rejects.toThrow(
      "tail in container c wrote more than 1 MiB to standard output",
    );
    server.close();
  });

  test("its standard error, and how much of it a message quotes", async () => {
    const failure = frame(3, JSON.stringify({ status: "Failure", message: "exit 1" }));
    const some = execServer([...Array(8).fill(complaint), failure], "close");
    const error = await execText(some.cluster, program).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ExecError);
    expect(String(error).length).toBeLessThan(1000);
    some.server.close();
    const many = execServer(Array(70).fill(complaint), "stay");
    await expect(execText(many.cluster, program)).rejects.toThrow("wrote more than 16 MiB to standard error");
    many.server.close();
  });
});

test("a server is read no faster than its bytes are taken", async () => {
  const payload = Buffer.alloc(60_000, "x");
  const part = Buffer.concat([
    Buffer.of(0x82, 126, (payload.length + 1) >> 8, (payload.length + 1) & 255, 1),
    payload,
  ]);
  const last = Buffer.concat([Buffer.of(0x82, success.length), success]);
  const wanted = 1000;
  const all = Promise.withResolvers<string>();
  let sent = 0;
  await using server = await refusing((socket, request) => {
    socket.write(`${upgraded}${webSocket(request)}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n`);
    const more = () => {
      while (sent < wanted) {
        sent += 1;
        if (!socket.write(part)) return;
      }
      socket.write(last, () => all.resolve("all was taken"));
    };
    socket.on("drain", more);
    more();
  });
  const stream = exec(server.cluster, program);
  let bytes = (await stream.next()).value?.length ?? 0;
  // what the system's buffers hold is sent at once, and no more
  expect(await Promise.race([all.promise, realSleep(500)])).toBeUndefined();
  for await (const chunk of stream) bytes += chunk.length;
  expect(bytes).toBe(wanted * payload.length);
});
