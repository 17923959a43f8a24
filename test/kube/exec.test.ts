import { describe, expect, test } from "bun:test";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { AnswerError, ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { ExecError, exec, execText } from "../../src/kube/exec.ts";
import { realSleep } from "../../src/process/io.ts";
import { connectionTo } from "./scripted-server.ts";
import { refusing, upgraded, webSocket } from "./upgrade-server.ts";

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

test("a program that fails is reported with its code and its output", async () => {
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
